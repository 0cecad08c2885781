/**
 * The Model Context Protocol over Streamable HTTP as bytes and facts: what a message asks for, how
 * names and sessions of several servers become those of one, and how their answers become one. No
 * sockets, no policy.
 *
 * @see <a href="https://modelcontextprotocol.io/specification">MCP specification</a>
 */
@NullMarked
package dev.agentgateway.dataplane.protocol.mcp;

import org.jspecify.annotations.NullMarked;
