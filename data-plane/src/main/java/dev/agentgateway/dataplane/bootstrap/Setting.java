package dev.agentgateway.dataplane.bootstrap;

import java.util.Locale;

/** One setting: its flag, environment variable and key in the configuration file. */
enum Setting {
  XDS(
      "xds",
      "HOST:PORT",
      true,
      "Control plane to take configuration from; several are tried in turn."),
  XDS_CA(
      "xds-ca",
      "FILE",
      false,
      "PEM certificates that control planes are verified by; xDS is then spoken over TLS. Read anew"
          + " for every connection. Default: plain text."),
  XDS_TOKEN_FILE(
      "xds-token-file",
      "FILE",
      false,
      "File with the token that shows a control plane who this proxy is, such as that of a"
          + " ServiceAccount; needs --xds-ca. Read anew for every connection."),
  XDS_SERVER_NAME(
      "xds-server-name",
      "NAME",
      false,
      "Name that the control planes' certificate must be for. Default: the host of --xds."),
  GATEWAY("gateway", "NAMESPACE/NAME", true, "Gateway to serve; several may be given."),
  ID(
      "id",
      "ID",
      false,
      "xDS node id. Default: the host name and a suffix kept in the state directory."),
  ADMIN_PORT(
      "admin-port", "PORT", false, "Port of /config_dump, /stats and /logging. Default: 15000."),
  METRICS_PORT("metrics-port", "PORT", false, "Port of /metrics. Default: 15020."),
  READINESS_PORT("readiness-port", "PORT", false, "Port of /healthz/ready. Default: 15021."),
  BIND(
      "bind",
      "ADDRESS",
      false,
      "IP address of the three ports above. Default: loopback for the admin port, all addresses"
          + " for the others."),
  STATE_DIR(
      "state-dir",
      "DIR",
      false,
      "Directory for state; one proxy at a time. Default: $XDG_STATE_HOME/agentgateway/ID."),
  THREADS("threads", "N", false, "Event loops. Default: the available cores."),
  DRAIN_DELAY(
      "drain-delay",
      "DURATION",
      false,
      "Between failing readiness and closing the listening sockets, such as 5s. Default: 0s."),
  DRAIN_TIMEOUT(
      "drain-timeout", "DURATION", false, "For requests in flight when draining. Default: 30s."),
  PRICE_CATALOGUE(
      "price-catalogue",
      "FILE",
      true,
      "JSON file with prices of models; several are put together, a change is noticed."),
  LOG_FORMAT("log-format", "text|json", false, "Shape of a log line. Default: text."),
  LOG_LEVEL(
      "log-level",
      "LEVEL",
      false,
      "Least severe level to log: error, warn, info, debug or trace. Default: info.");

  private final String key;
  private final String parameter;
  private final boolean repeatable;
  private final String description;

  Setting(String key, String parameter, boolean repeatable, String description) {
    this.key = key;
    this.parameter = parameter;
    this.repeatable = repeatable;
    this.description = description;
  }

  /** Key in the configuration file. */
  String key() {
    return key;
  }

  String flag() {
    return "--" + key;
  }

  String environmentVariable() {
    return "AGENTGATEWAY_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Placeholder of the value in help. */
  String parameter() {
    return parameter;
  }

  /** Whether it holds a list, comma-separated or by repetition. */
  boolean isRepeatable() {
    return repeatable;
  }

  String description() {
    return description;
  }
}
