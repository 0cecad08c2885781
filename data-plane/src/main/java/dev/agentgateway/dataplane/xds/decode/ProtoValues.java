package dev.agentgateway.dataplane.xds.decode;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the small values that many resources hold; what is wrong goes to the findings. */
final class ProtoValues {

  /** Key of our own metadata. */
  static final String METADATA_KEY = "dev.agentgateway";

  private static final int MAX_PORT = 65535;

  private ProtoValues() {}

  /** A duration that is not negative, or zero with a problem. */
  static Duration duration(com.google.protobuf.Duration value, String field, Findings findings) {
    try {
      Duration duration = Duration.ofSeconds(value.getSeconds(), value.getNanos());
      if (duration.isNegative() || duration.toDays() > 36_500) {
        findings.problem(field, duration + " (expected: zero to 100 years)");
        return Duration.ZERO;
      }
      return duration;
    } catch (DateTimeException | ArithmeticException e) {
      findings.problem(field, value.getSeconds() + " s (expected: zero to 100 years)");
      return Duration.ZERO;
    }
  }

  /** An IP address and port, or null with a problem. */
  static @Nullable InetSocketAddress ipAddress(Address address, int minPort, Findings findings) {
    SocketAddress socket = tcpAddress(address, minPort, findings);
    if (socket == null) {
      return null;
    }
    InetAddress ip = NetUtil.createInetAddressFromIpAddressString(socket.getAddress());
    if (ip == null) {
      findings.problem(
          "socket_address.address", "'" + socket.getAddress() + "' (expected: an IP address)");
      return null;
    }
    return new InetSocketAddress(ip, socket.getPortValue());
  }

  /** A TCP address with a port number, or null with a problem. */
  static @Nullable SocketAddress tcpAddress(Address address, int minPort, Findings findings) {
    if (!address.hasSocketAddress()) {
      findings.problem("", "no socket_address (expected: an address and a port)");
      return null;
    }
    SocketAddress socket = address.getSocketAddress();
    try (Findings.Scope _ = findings.at("socket_address")) {
      findings.ignoreAllBut(
          socket, Set.of("protocol", "address", "port_value", "named_port", "ipv4_compat"));
      if (socket.getProtocol() != SocketAddress.Protocol.TCP) {
        findings.problem("protocol", socket.getProtocol() + " (expected: TCP)");
        return null;
      }
      boolean hasPort = socket.getPortSpecifierCase() == SocketAddress.PortSpecifierCase.PORT_VALUE;
      int port = socket.getPortValue();
      if (!hasPort || port < minPort || port > MAX_PORT) {
        String found = hasPort ? Integer.toUnsignedString(port) : "no number";
        findings.problem("port_value", found + " (expected: " + minPort + " to 65535)");
        return null;
      }
      return socket;
    }
  }

  /** A compiled RE2 pattern, or null with a problem. */
  static @Nullable Pattern pattern(String regex, int flags, String field, Findings findings) {
    try {
      return Pattern.compile(regex, flags);
    } catch (PatternSyntaxException e) {
      findings.problem(field, "'" + regex + "' is no RE2 expression (" + e.getDescription() + ")");
      return null;
    }
  }

  /** The text that is written in the resource itself, or null with a problem. */
  static @Nullable String inlineText(DataSource source, String field, Findings findings) {
    return switch (source.getSpecifierCase()) {
      case INLINE_STRING -> source.getInlineString();
      case INLINE_BYTES -> source.getInlineBytes().toStringUtf8();
      case FILENAME, ENVIRONMENT_VARIABLE, SPECIFIER_NOT_SET -> {
        findings.problem(
            field, source.getSpecifierCase() + " (expected: inline_string or inline_bytes)");
        yield null;
      }
    };
  }

  /** The message in an Any, or null with a problem. */
  static <M extends Message> @Nullable M unpack(
      Any any, Class<M> type, String field, Findings findings) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      findings.problem(field, "not readable as " + type.getSimpleName());
      return null;
    }
  }

  /** Our own metadata; empty where there is none. */
  static Struct ownMetadata(Metadata metadata) {
    return metadata.getFilterMetadataOrDefault(METADATA_KEY, Struct.getDefaultInstance());
  }

  /** A text of our own metadata; empty where it is absent. */
  static String text(Struct struct, String key) {
    Value value = struct.getFieldsMap().get(key);
    if (value == null) {
      return "";
    }
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue();
      case NUMBER_VALUE -> {
        double number = value.getNumberValue();
        yield number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
      }
      case NULL_VALUE, BOOL_VALUE, STRUCT_VALUE, LIST_VALUE, KIND_NOT_SET -> "";
    };
  }
}
