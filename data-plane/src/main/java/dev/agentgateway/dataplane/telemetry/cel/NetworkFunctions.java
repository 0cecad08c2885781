package dev.agentgateway.dataplane.telemetry.cel;

import static dev.agentgateway.dataplane.telemetry.cel.FunctionBindings.bind;
import static dev.agentgateway.dataplane.telemetry.cel.FunctionBindings.one;
import static dev.agentgateway.dataplane.telemetry.cel.FunctionBindings.two;

import dev.cel.runtime.CelFunctionBinding;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Functions over IP addresses and blocks of them. */
final class NetworkFunctions {
  private NetworkFunctions() {}

  static void addTo(Map<String, List<CelFunctionBinding>> all) {
    bind(
        all,
        "isIP",
        one(
            "agw_isIP",
            String.class,
            text -> NetUtil.createByteArrayFromIpAddressString(text) != null));
    bind(all, "ip", one("agw_ip", String.class, Ip::parse));
    bind(all, "ip", one("agw_ip_cidr", Cidr.class, Cidr::base));
    bind(all, "family", one("agw_family", Ip.class, ip -> ip.bytes.length == 4 ? 4L : 6L));
    bind(
        all,
        "isUnspecified",
        one("agw_isUnspecified", Ip.class, ip -> ip.address().isAnyLocalAddress()));
    bind(
        all, "isLoopback", one("agw_isLoopback", Ip.class, ip -> ip.address().isLoopbackAddress()));
    bind(
        all,
        "isLinkLocalMulticast",
        one(
            "agw_isLinkLocalMulticast",
            Ip.class,
            ip -> ip.address().isMCLinkLocal() || ip.isLocalBlock()));
    bind(
        all,
        "isLinkLocalUnicast",
        one("agw_isLinkLocalUnicast", Ip.class, ip -> ip.address().isLinkLocalAddress()));
    bind(all, "isGlobalUnicast", one("agw_isGlobalUnicast", Ip.class, Ip::isGlobalUnicast));
    bind(all, "cidr", one("agw_cidr", String.class, Cidr::parse));
    bind(
        all,
        "containsIP",
        two(
            "agw_containsIP_string",
            Cidr.class,
            String.class,
            (cidr, ip) -> cidr.contains(Ip.parse(ip))));
    bind(all, "containsIP", two("agw_containsIP_ip", Cidr.class, Ip.class, Cidr::contains));
    bind(
        all,
        "containsCIDR",
        two(
            "agw_containsCIDR_string",
            Cidr.class,
            String.class,
            (cidr, other) -> cidr.contains(Cidr.parse(other))));
    bind(all, "containsCIDR", two("agw_containsCIDR_cidr", Cidr.class, Cidr.class, Cidr::contains));
    bind(all, "masked", one("agw_masked", Cidr.class, Cidr::masked));
    bind(all, "prefixLength", one("agw_prefixLength", Cidr.class, cidr -> (long) cidr.length));
  }

  /** An address; its text form is the usual one. */
  private static final class Ip {
    private final byte[] bytes;

    private Ip(byte[] bytes) {
      this.bytes = bytes;
    }

    static Ip parse(String text) {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
      if (bytes == null) {
        throw new IllegalArgumentException(text + " (expected: an IP address)");
      }
      return new Ip(bytes);
    }

    InetAddress address() {
      try {
        return InetAddress.getByAddress(bytes);
      } catch (UnknownHostException impossible) {
        throw new IllegalStateException("address of " + bytes.length + " bytes", impossible);
      }
    }

    /** 224.0.0.0/24. */
    boolean isLocalBlock() {
      return bytes.length == 4 && (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0;
    }

    boolean isGlobalUnicast() {
      InetAddress address = address();
      return !address.isAnyLocalAddress()
          && !address.isLoopbackAddress()
          && !address.isMulticastAddress()
          && !address.isLinkLocalAddress();
    }

    @Override
    public String toString() {
      return NetUtil.toAddressString(address());
    }
  }

  /** A block of addresses. */
  private static final class Cidr {
    private final Ip base;
    private final int length;

    private Cidr(Ip base, int length) {
      this.base = base;
      this.length = length;
    }

    static Cidr parse(String text) {
      int slash = text.indexOf('/');
      Ip base = Ip.parse(slash < 0 ? text : text.substring(0, slash));
      int most = base.bytes.length * 8;
      int length = slash < 0 ? most : Integer.parseInt(text, slash + 1, text.length(), 10);
      if (length < 0 || length > most) {
        throw new IllegalArgumentException(text + " (expected: a prefix of 0 to " + most + ")");
      }
      return new Cidr(base, length);
    }

    Ip base() {
      return base;
    }

    boolean contains(Ip ip) {
      if (ip.bytes.length != base.bytes.length) {
        return false;
      }
      byte[] own = masked().base.bytes;
      byte[] other = new Cidr(ip, length).masked().base.bytes;
      return Arrays.equals(own, other);
    }

    boolean contains(Cidr other) {
      return other.length >= length && contains(other.base);
    }

    Cidr masked() {
      byte[] bytes = base.bytes.clone();
      for (int bit = length; bit < bytes.length * 8; bit++) {
        bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
      }
      return new Cidr(new Ip(bytes), length);
    }

    @Override
    public String toString() {
      return base + "/" + length;
    }
  }
}
