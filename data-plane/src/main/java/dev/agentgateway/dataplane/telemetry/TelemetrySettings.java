package dev.agentgateway.dataplane.telemetry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What telemetry knows of its process before any configuration arrives.
 *
 * @param instanceId {@code service.instance.id}: the proxy's node id
 * @param version {@code service.version}
 * @param environment environment variables; read are OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME,
 *     POD_NAME, POD_NAMESPACE, POD_IP, NODE_NAME and HOSTNAME
 * @param queueBytes bound of the spans queued per policy. Default 32 MiB
 * @param logsJson whether a line of an access log is a JSON object
 * @param console where lines of access logs go; may block
 * @param prices files of the price catalogue
 */
public record TelemetrySettings(
    String instanceId,
    String version,
    Map<String, String> environment,
    long queueBytes,
    boolean logsJson,
    Consumer<String> console,
    List<Path> prices) {

  /** Default bound of a policy's queue. */
  public static final long DEFAULT_QUEUE_BYTES = 32L << 20;

  public TelemetrySettings {
    environment = Map.copyOf(environment);
    prices = List.copyOf(prices);
    if (queueBytes < 1) {
      throw new IllegalArgumentException("queueBytes: " + queueBytes + " (expected: at least 1)");
    }
  }

  /** Without a console and prices. */
  public TelemetrySettings(
      String instanceId, String version, Map<String, String> environment, long queueBytes) {
    this(instanceId, version, environment, queueBytes, false, line -> {}, List.of());
  }
}
