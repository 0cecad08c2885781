package dev.agentgateway.dataplane.bootstrap;

import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig.Drain;
import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig.Logging;
import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig.Node;
import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig.Ports;
import dev.agentgateway.dataplane.bootstrap.DataPlaneConfig.Trust;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns settings into a {@link DataPlaneConfig}; every mistake is added to a list. */
final class SettingParser {

  private static final int MAX_THREADS = 1024;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,252}");

  private final SettingValues values;
  private final List<String> mistakes;

  SettingParser(SettingValues values, List<String> mistakes) {
    this.values = values;
    this.mistakes = mistakes;
  }

  /** The configuration, or null where there are mistakes. */
  @Nullable DataPlaneConfig parse() {
    List<String> controlPlanes = list(Setting.XDS, "HOST:PORT", SettingParser::hostAndPort);
    List<String> gateways = list(Setting.GATEWAY, "NAMESPACE/NAME", SettingParser::gateway);
    Trust trust = trust();
    Optional<String> id =
        optional(
            Setting.ID,
            "letters, digits, '.', '_', '~' and '-', 253 at most",
            text -> NODE_ID.matcher(text).matches() ? text : null);
    Ports ports = ports();
    Optional<Path> stateDir = optional(Setting.STATE_DIR, "a directory", SettingParser::path);
    int threads =
        optional(Setting.THREADS, "1 to " + MAX_THREADS, text -> integer(text, 1, MAX_THREADS))
            .orElseGet(() -> Runtime.getRuntime().availableProcessors());
    Drain drain =
        new Drain(
            duration(Setting.DRAIN_DELAY, Duration.ZERO),
            duration(Setting.DRAIN_TIMEOUT, Duration.ofSeconds(30)));
    Logging logging =
        new Logging(
            choice(Setting.LOG_FORMAT, Logging.Format.values(), Logging.Format.TEXT),
            choice(Setting.LOG_LEVEL, Logging.Level.values(), Logging.Level.INFO));
    List<Path> prices = optionalList(Setting.PRICE_CATALOGUE, "a file", SettingParser::path);
    if (!mistakes.isEmpty()) {
      return null;
    }
    return new DataPlaneConfig(
        controlPlanes,
        trust,
        new Node(id, gateways),
        ports,
        stateDir,
        threads,
        drain,
        logging,
        prices);
  }

  private Trust trust() {
    Optional<Path> authorities = optional(Setting.XDS_CA, "a file", SettingParser::path);
    Optional<Path> token = optional(Setting.XDS_TOKEN_FILE, "a file", SettingParser::path);
    Optional<String> serverName =
        optional(
            Setting.XDS_SERVER_NAME,
            "a DNS name",
            text -> DNS_LABEL.matcher(text).matches() ? text : null);
    if (authorities.isEmpty()) {
      token.ifPresent(
          _ ->
              mistakes.add(
                  "--xds-token-file: without --xds-ca (expected: both; a token is secret)"));
      serverName.ifPresent(
          _ -> mistakes.add("--xds-server-name: without --xds-ca (expected: both)"));
    }
    return new Trust(authorities, token, serverName);
  }

  private Ports ports() {
    Optional<InetAddress> bind =
        optional(Setting.BIND, "an IP address such as 127.0.0.1 or ::", SettingParser::ipAddress);
    InetAddress loopback = bind.orElseGet(InetAddress::getLoopbackAddress);
    InetAddress all = bind.orElseGet(() -> new InetSocketAddress(0).getAddress());
    return new Ports(
        new InetSocketAddress(loopback, port(Setting.ADMIN_PORT, 15000)),
        new InetSocketAddress(all, port(Setting.METRICS_PORT, 15020)),
        new InetSocketAddress(all, port(Setting.READINESS_PORT, 15021)));
  }

  private int port(Setting setting, int byDefault) {
    return optional(setting, "a port, 0 to 65535", text -> integer(text, 0, 65535))
        .orElse(byDefault);
  }

  private Duration duration(Setting setting, Duration byDefault) {
    return optional(setting, "a duration such as 5s or 500ms", SettingParser::duration)
        .orElse(byDefault);
  }

  private <E extends Enum<E>> E choice(Setting setting, E[] choices, E byDefault) {
    String expected =
        Arrays.stream(choices)
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return optional(setting, expected, text -> matching(text, choices)).orElse(byDefault);
  }

  private <T> List<T> list(Setting setting, String expected, Function<String, @Nullable T> parse) {
    SettingValues.Value value = values.get(setting);
    if (value == null) {
      mistakes.add(
          "%s: missing (expected: %s; or set %s)"
              .formatted(setting.flag(), expected, setting.environmentVariable()));
      return List.of();
    }
    return optionalList(setting, expected, parse);
  }

  private <T> List<T> optionalList(
      Setting setting, String expected, Function<String, @Nullable T> parse) {
    SettingValues.Value value = values.get(setting);
    return value == null
        ? List.of()
        : value.texts().stream()
            .distinct()
            .map(text -> parsed(value.origin(), text, expected, parse))
            .flatMap(Optional::stream)
            .toList();
  }

  private <T> Optional<T> optional(
      Setting setting, String expected, Function<String, @Nullable T> parse) {
    SettingValues.Value value = values.get(setting);
    return value == null
        ? Optional.empty()
        : parsed(value.origin(), value.texts().getLast().strip(), expected, parse);
  }

  private <T> Optional<T> parsed(
      String origin, String text, String expected, Function<String, @Nullable T> parse) {
    T result = parse.apply(text);
    if (result == null) {
      mistakes.add("%s: '%s' (expected: %s)".formatted(origin, text, expected));
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

  private static @Nullable String hostAndPort(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      return null;
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    boolean valid =
        bracketed
            ? NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1))
            : host.chars().allMatch(c -> c > ' ' && c < 127 && "/:@[]?#".indexOf(c) < 0);
    return valid && integer(text.substring(colon + 1), 1, 65535) != null ? text : null;
  }

  private static @Nullable String gateway(String text) {
    String[] parts = text.split("/", -1);
    boolean valid =
        parts.length == 2
            && Arrays.stream(parts).allMatch(part -> DNS_LABEL.matcher(part).matches());
    return valid ? text : null;
  }

  private static @Nullable InetAddress ipAddress(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }

  private static @Nullable Path path(String text) {
    try {
      return text.isEmpty() ? null : Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static @Nullable Integer integer(String text, int min, int max) {
    if (!text.matches("\\d{1,9}")) {
      return null;
    }
    int value = Integer.parseInt(text);
    return value >= min && value <= max ? value : null;
  }

  private static @Nullable Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case null -> amount == 0 ? Duration.ZERO : null;
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}
