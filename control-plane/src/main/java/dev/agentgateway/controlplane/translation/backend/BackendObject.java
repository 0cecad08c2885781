package dev.agentgateway.controlplane.translation.backend;

import dev.agentgateway.controlplane.translation.ObjectStatus.BackendStatus;

/**
 * An AgentgatewayBackend, read.
 *
 * @param id NAMESPACE/NAME
 * @param http1 what it is to routes
 * @param http2 what it is to who speaks HTTP/2
 */
record BackendObject(String id, Resolution http1, Resolution http2, BackendStatus status) {
  Resolution resolution(boolean overHttp2) {
    return overHttp2 ? http2 : http1;
  }
}
