/** Listening sockets and downstream HTTP/1.1 connections: requests in, responses out, drain. */
@NullMarked
package dev.agentgateway.dataplane.listener;

import org.jspecify.annotations.NullMarked;
