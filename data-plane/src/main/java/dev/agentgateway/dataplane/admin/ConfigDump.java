package dev.agentgateway.dataplane.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.xds.XdsStatus;
import java.util.Map;
import java.util.function.Supplier;

/** Everything that the proxy was told: in force, refused, ignored. Secrets are redacted. */
final class ConfigDump {
  private final Supplier<ProxyConfig> config;
  private final Supplier<XdsStatus> xds;

  ConfigDump(Supplier<ProxyConfig> config, Supplier<XdsStatus> xds) {
    this.config = config;
    this.xds = xds;
  }

  String json() {
    XdsStatus status = xds.get();
    ObjectNode dump = JsonNodeFactory.instance.objectNode();
    dump.set("connection", RecordJson.of(status.connection()));
    dump.put("stale", status.stale());
    ObjectNode resources = dump.putObject("resources");
    status.types().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> resources.set(entry.getKey().messageName(), RecordJson.of(entry.getValue())));
    dump.set("config", RecordJson.of(config.get()));
    return dump.toPrettyString() + "\n";
  }
}
