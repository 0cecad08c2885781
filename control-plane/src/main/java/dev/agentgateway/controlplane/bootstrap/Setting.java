package dev.agentgateway.controlplane.bootstrap;

import java.util.Locale;

/** One setting: its flag, environment variable and key in the configuration file. */
enum Setting {
  SOURCE(
      "source",
      "DIR",
      "Directory of YAML and JSON files with Gateway API objects; watched. It need not exist yet."
          + " Default: a Kubernetes API server, by kubeconfig or the pod's service account."),
  VALIDATE(
      "validate", "DIR", "Read DIR once, print every problem and exit: 2 if there is any, else 0."),
  XDS_PORT("xds-port", "PORT", "gRPC port that proxies connect to. Default: 9978."),
  XDS_TLS(
      "xds-tls",
      "on|off",
      "Whether xDS is spoken over TLS and, on Kubernetes, only to proxies that prove by a token which"
          + " Gateway they serve. Default: on, with --source only where --xds-tls-cert is given."),
  XDS_TLS_CERT(
      "xds-tls-cert",
      "FILE",
      "PEM certificate chain of the xDS port, for the name that proxies connect to; read again when"
          + " it changes. Default: on Kubernetes one that the control plane makes and renews."),
  XDS_TLS_KEY("xds-tls-key", "FILE", "PEM private key of --xds-tls-cert."),
  XDS_CA(
      "xds-ca",
      "FILE",
      "PEM certificates that provisioned proxies verify --xds-tls-cert by; read again when it"
          + " changes."),
  DASHBOARD_PORT(
      "dashboard-port", "PORT", "HTTP port of the dashboard and the JSON API. Default: 15080."),
  METRICS_PORT(
      "metrics-port",
      "PORT",
      "HTTP port of /metrics, /healthz and /readyz alone, for probes and Prometheus. Default: on"
          + " Kubernetes 15081, else none: the dashboard's port answers them too."),
  OTLP_GRPC_PORT(
      "otlp-grpc-port", "PORT", "OTLP/gRPC port of the dashboard's trace store. Default: 4317."),
  OTLP_HTTP_PORT(
      "otlp-http-port", "PORT", "OTLP/HTTP port of the dashboard's trace store. Default: 4318."),
  OTLP_FORWARD(
      "otlp-forward",
      "URL",
      "OTLP endpoint that received spans are sent on to: http://HOST[:PORT][/PATH], https:// or"
          + " grpc://; port 4317 means gRPC. Default: none."),
  BIND(
      "bind",
      "ADDRESS",
      "IP address of the ports above. Default: loopback; on Kubernetes every address, except for"
          + " the dashboard."),
  DASHBOARD_BIND(
      "dashboard-bind",
      "ADDRESS",
      "IP address of the dashboard. Whoever reaches it is an administrator. Default: that of --bind;"
          + " on Kubernetes loopback, for kubectl port-forward."),
  STATE_DIR(
      "state-dir",
      "DIR",
      "Directory for what outlives a restart: keys that sessions are sealed with, and the last good"
          + " version of every object of --source, secrets included, for its owner alone. Default:"
          + " $XDG_STATE_HOME/agentgateway/control-plane."),
  CONTROLLER_NAME(
      "controller-name",
      "NAME",
      "spec.controllerName of the GatewayClasses to serve. Default: agentgateway.dev/agentgateway."),
  GATEWAY_CLASS_NAME(
      "gateway-class-name",
      "NAME",
      "On Kubernetes: GatewayClass that must not be another controller's, or the start is refused."
          + " Default: agentgateway."),
  GATEWAY_ADDRESS(
      "gateway-address",
      "ADDRESS",
      "IP address that Gateways are reached at, for their status; several by commas."),
  PROXY_IMAGE(
      "proxy-image",
      "IMAGE",
      "On Kubernetes: container image of the proxies that every Gateway is given. Default: none are"
          + " provisioned."),
  PROXY_XDS(
      "proxy-xds",
      "HOST:PORT",
      "Where provisioned proxies find the control plane. Default: port 9978 of the Service"
          + " agentgateway-control-plane."),
  TRACE_URL(
      "trace-url",
      "URL",
      "Where a trace is shown elsewhere; {traceId} stands for its id. Default: the dashboard."),
  LOG_FORMAT("log-format", "text|json", "Shape of a log line. Default: text."),
  LOG_LEVEL(
      "log-level",
      "LEVEL",
      "Least severe level to log: error, warn, info, debug or trace. Default: info.");

  private final String key;
  private final String parameter;
  private final String description;

  Setting(String key, String parameter, String description) {
    this.key = key;
    this.parameter = parameter;
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

  String description() {
    return description;
  }
}
