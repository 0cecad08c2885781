package dev.agentgateway.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The directory of manifests that a quickstart reads. */
final class Manifests {
  private static final Pattern GATEWAY_PORT = Pattern.compile("(?m)^(    port: )8080$");
  private static final Pattern ENDPOINT_PORT = Pattern.compile("(?m)^(  port: )(\\d+)$");
  private static final String COLLECTOR = "name: opentelemetry-collector-traces";

  private Manifests() {}

  /**
   * The shipped manifests with the ports of {@code options}: the directory itself where all are the
   * defaults, else a copy in {@code copies}.
   */
  static Path prepare(Path shipped, Path copies, QuickstartOptions options) throws IOException {
    Map<Integer, Integer> ports = options.manifestPorts();
    boolean unchanged =
        options.otlpGrpcPort == 4317
            && ports.entrySet().stream().allMatch(port -> port.getKey().equals(port.getValue()));
    if (unchanged) {
      return shipped;
    }
    Files.createDirectories(copies);
    try (Stream<Path> files = Files.list(shipped)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        Files.writeString(copies.resolve(file.getFileName()), withPorts(text, options));
      }
    }
    return copies;
  }

  private static String withPorts(String text, QuickstartOptions options) {
    StringBuilder changed = new StringBuilder();
    for (String document : text.splitWithDelimiters("(?m)^---$", 0)) {
      if (document.contains("kind: Gateway\n")) {
        document = GATEWAY_PORT.matcher(document).replaceAll("$1" + options.gatewayPort);
      } else if (document.contains("kind: EndpointSlice")) {
        boolean collector = document.contains(COLLECTOR);
        document =
            ENDPOINT_PORT
                .matcher(document)
                .replaceAll(
                    match -> match.group(1) + endpointPort(match.group(2), collector, options));
      }
      changed.append(document);
    }
    return changed.toString();
  }

  private static int endpointPort(String port, boolean collector, QuickstartOptions options) {
    int shipped = Integer.parseInt(port);
    return collector
        ? options.otlpGrpcPort
        : options.manifestPorts().getOrDefault(shipped, shipped);
  }
}
