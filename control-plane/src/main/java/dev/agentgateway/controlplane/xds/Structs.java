package dev.agentgateway.controlplane.xds;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import java.util.Map;

/** Metadata under our own key, as {@code api/README.md} lists it. */
final class Structs {
  private static final String KEY = "dev.agentgateway";

  private Structs() {}

  static Metadata metadata(Map<String, String> fields) {
    Struct.Builder struct = Struct.newBuilder();
    fields.forEach(
        (name, value) -> struct.putFields(name, Value.newBuilder().setStringValue(value).build()));
    return Metadata.newBuilder().putFilterMetadata(KEY, struct.build()).build();
  }
}
