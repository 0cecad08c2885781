/**
 * JSON-RPC 2.0 messages as bytes: found, told apart and edited in place, so that what nobody asks
 * for is neither decoded nor changed.
 */
@NullMarked
package dev.agentgateway.dataplane.protocol.jsonrpc;

import org.jspecify.annotations.NullMarked;
