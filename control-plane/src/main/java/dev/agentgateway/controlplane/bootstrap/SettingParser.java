package dev.agentgateway.controlplane.bootstrap;

import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig.Listeners;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig.Logging;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig.Proxies;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig.Traces;
import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig.XdsTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns settings into an {@link Invocation}; every mistake is added to a list. */
final class SettingParser {

  private static final String DEFAULT_CONTROLLER = "agentgateway.dev/agentgateway";
  private static final Pattern CONTROLLER =
      Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
  private static final Pattern DNS_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final int MAX_PORT = 65535;

  private final SettingValues values;
  private final List<String> mistakes;

  SettingParser(SettingValues values, List<String> mistakes) {
    this.values = values;
    this.mistakes = mistakes;
  }

  /** Null where there are mistakes. */
  @Nullable Invocation parse() {
    Optional<Path> source = optional(Setting.SOURCE, "a directory", SettingParser::directory);
    Optional<Path> validate =
        optional(Setting.VALIDATE, "a directory that exists", SettingParser::existingDirectory);
    boolean files = source.isPresent() || validate.isPresent();
    String controller =
        optional(
                Setting.CONTROLLER_NAME,
                "DOMAIN/PATH such as " + DEFAULT_CONTROLLER,
                text -> CONTROLLER.matcher(text).matches() ? text : null)
            .orElse(DEFAULT_CONTROLLER);
    String className =
        optional(
                Setting.GATEWAY_CLASS_NAME,
                "a DNS name",
                text -> DNS_NAME.matcher(text).matches() ? text : null)
            .orElse("agentgateway");
    List<String> addresses =
        optional(Setting.GATEWAY_ADDRESS, "IP addresses", SettingParser::ipAddresses)
            .orElse(List.of());
    Listeners listeners = listeners(files);
    XdsTls xdsTls = xdsTls(files);
    Optional<Path> stateDir = optional(Setting.STATE_DIR, "a directory", SettingParser::directory);
    Traces traces = traces();
    Logging logging =
        new Logging(
            choice(Setting.LOG_FORMAT, Logging.Format.values(), Logging.Format.TEXT),
            choice(Setting.LOG_LEVEL, Logging.Level.values(), Logging.Level.INFO));
    Proxies proxies =
        new Proxies(
            optional(Setting.PROXY_IMAGE, "a container image", SettingParser::image),
            optional(Setting.PROXY_XDS, "HOST:PORT", SettingParser::hostAndPort));
    if (!mistakes.isEmpty()) {
      return null;
    }
    ControlPlaneConfig config =
        new ControlPlaneConfig(
            validate.or(() -> source),
            controller,
            className,
            addresses,
            listeners,
            xdsTls,
            proxies,
            stateDir,
            traces,
            logging);
    return validate.isPresent() ? new Invocation.Validate(config) : new Invocation.Start(config);
  }

  private XdsTls xdsTls(boolean files) {
    Optional<Path> certificate = optional(Setting.XDS_TLS_CERT, "a file", SettingParser::file);
    Optional<Path> key = optional(Setting.XDS_TLS_KEY, "a file", SettingParser::file);
    Optional<Path> authorities = optional(Setting.XDS_CA, "a file", SettingParser::file);
    Switch byDefault = !files || certificate.isPresent() ? Switch.ON : Switch.OFF;
    boolean on = choice(Setting.XDS_TLS, Switch.values(), byDefault) == Switch.ON;
    if (certificate.isPresent() != key.isPresent()) {
      mistakes.add(
          "%s: missing (expected: a file; %s is given)"
              .formatted(
                  (key.isPresent() ? Setting.XDS_TLS_CERT : Setting.XDS_TLS_KEY).flag(),
                  (key.isPresent() ? Setting.XDS_TLS_KEY : Setting.XDS_TLS_CERT).flag()));
      return new XdsTls(on, Optional.empty());
    }
    if (!on && certificate.isPresent()) {
      mistakes.add("--xds-tls: off (expected: on, since --xds-tls-cert is given)");
    } else if (on && files && certificate.isEmpty()) {
      mistakes.add("--xds-tls: on (expected: --xds-tls-cert and --xds-tls-key too, with --source)");
    } else if (authorities.isPresent() && certificate.isEmpty()) {
      mistakes.add("--xds-ca: given without --xds-tls-cert (expected: both)");
    } else if (!files && certificate.isPresent() && authorities.isEmpty()) {
      mistakes.add("--xds-ca: missing (expected: what proxies verify --xds-tls-cert by)");
    }
    return new XdsTls(
        on, certificate.map(file -> new XdsTls.Given(file, key.orElseThrow(), authorities)));
  }

  private enum Switch {
    ON,
    OFF
  }

  private Traces traces() {
    return new Traces(
        optional(
            Setting.TRACE_URL,
            "an http or https URL that holds {traceId}",
            SettingParser::traceUrl),
        optional(
            Setting.OTLP_FORWARD,
            "http://HOST[:PORT][/PATH], https:// or grpc://",
            SettingParser::otlpEndpoint));
  }

  private Listeners listeners(boolean files) {
    Optional<InetAddress> told = address(Setting.BIND);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    InetAddress bind =
        told.orElseGet(() -> files ? loopback : new InetSocketAddress(0).getAddress());
    InetAddress dashboard = address(Setting.DASHBOARD_BIND).orElse(files ? bind : loopback);
    Map<Integer, Setting> taken = new HashMap<>();
    return new Listeners(
        address(bind, Setting.XDS_PORT, 9978, taken),
        address(dashboard, Setting.DASHBOARD_PORT, 15080, taken),
        files && values.get(Setting.METRICS_PORT) == null
            ? Optional.empty()
            : Optional.of(address(bind, Setting.METRICS_PORT, 15081, taken)),
        address(bind, Setting.OTLP_GRPC_PORT, 4317, taken),
        address(bind, Setting.OTLP_HTTP_PORT, 4318, taken));
  }

  private Optional<InetAddress> address(Setting setting) {
    return optional(setting, "an IP address such as 127.0.0.1 or ::", SettingParser::ipAddress);
  }

  private InetSocketAddress address(
      InetAddress bind, Setting setting, int byDefault, Map<Integer, Setting> taken) {
    int port = optional(setting, "a port, 0 to " + MAX_PORT, SettingParser::port).orElse(byDefault);
    Setting other = port == 0 ? null : taken.putIfAbsent(port, setting);
    if (other != null) {
      mistakes.add(
          "%s: %d is the port of %s too (expected: a port of its own)"
              .formatted(setting.flag(), port, other.flag()));
    }
    return new InetSocketAddress(bind, port);
  }

  private <E extends Enum<E>> E choice(Setting setting, E[] choices, E byDefault) {
    String expected =
        Arrays.stream(choices)
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return optional(setting, expected, text -> matching(text, choices)).orElse(byDefault);
  }

  private <T> Optional<T> optional(
      Setting setting, String expected, Function<String, @Nullable T> parse) {
    SettingValues.Value value = values.get(setting);
    if (value == null) {
      return Optional.empty();
    }
    T result = parse.apply(value.text());
    if (result == null) {
      mistakes.add("%s: '%s' (expected: %s)".formatted(value.origin(), value.text(), expected));
      return Optional.empty();
    }
    return Optional.of(result);
  }

  private static <E extends Enum<E>> @Nullable E matching(String text, E[] choices) {
    for (E choice : choices) {
      if (choice.name().equalsIgnoreCase(text)) {
        return choice;
      }
    }
    return null;
  }

  private static @Nullable Integer port(String text) {
    if (!text.matches("\\d{1,5}")) {
      return null;
    }
    int port = Integer.parseInt(text);
    return port <= MAX_PORT ? port : null;
  }

  private static @Nullable InetAddress ipAddress(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String image(String text) {
    return text.matches("[\\w.:/@-]+") ? text : null;
  }

  private static @Nullable String hostAndPort(String text) {
    return text.matches("[\\w.-]+:\\d{1,5}") ? text : null;
  }

  private static @Nullable List<String> ipAddresses(String text) {
    List<String> addresses = new ArrayList<>();
    for (String part : Pattern.compile(",").split(text, -1)) {
      InetAddress address = ipAddress(part.strip());
      if (address == null) {
        return null;
      }
      addresses.add(address.getHostAddress());
    }
    return addresses;
  }

  /** A path that is not a file; it may not exist. */
  private static @Nullable Path directory(String text) {
    try {
      Path path = text.isEmpty() ? null : Path.of(text);
      return path == null || Files.isRegularFile(path) ? null : path;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static @Nullable Path file(String text) {
    try {
      return text.isEmpty() ? null : Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static @Nullable Path existingDirectory(String text) {
    Path path = directory(text);
    return path != null && Files.isDirectory(path) ? path : null;
  }

  private static @Nullable URI otlpEndpoint(String text) {
    try {
      URI uri = URI.create(text);
      boolean known =
          uri.getScheme() != null && List.of("http", "https", "grpc").contains(uri.getScheme());
      return known && uri.getHost() != null ? uri : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String traceUrl(String text) {
    try {
      URI uri = URI.create(text.replace("{traceId}", "0"));
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && uri.getHost() != null && text.contains("{traceId}") ? text : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
