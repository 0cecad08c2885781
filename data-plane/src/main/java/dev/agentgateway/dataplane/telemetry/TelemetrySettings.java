package dev.agentgateway.dataplane.telemetry;

import java.util.Map;

/**
 * What telemetry knows of its process before any configuration arrives.
 *
 * @param instanceId {@code service.instance.id}: the proxy's node id
 * @param version {@code service.version}
 * @param environment environment variables; read are OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME,
 *     POD_NAME, POD_NAMESPACE, POD_IP, NODE_NAME and HOSTNAME
 * @param queueBytes bound of the spans queued per policy. Default 32 MiB
 */
public record TelemetrySettings(
    String instanceId, String version, Map<String, String> environment, long queueBytes) {

  /** Default bound of a policy's queue. */
  public static final long DEFAULT_QUEUE_BYTES = 32L << 20;

  public TelemetrySettings {
    environment = Map.copyOf(environment);
    if (queueBytes < 1) {
      throw new IllegalArgumentException("queueBytes: " + queueBytes + " (expected: at least 1)");
    }
  }
}
