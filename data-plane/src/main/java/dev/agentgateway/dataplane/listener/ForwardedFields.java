package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Tells upstreams who asked: x-forwarded-for, x-forwarded-proto and x-request-id. */
final class ForwardedFields {
  private static final HeaderName FORWARDED_FOR = HeaderName.of("x-forwarded-for");
  private static final HeaderName FORWARDED_PROTO = HeaderName.of("x-forwarded-proto");
  private static final HeaderName REQUEST_ID = HeaderName.of("x-request-id");
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final long VERSION_MASK = 0xffff_ffff_ffff_0fffL;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;
  private static final long VARIANT_IETF = 0x8000_0000_0000_0000L;

  private ForwardedFields() {}

  /** Appends the client's address and adds what is absent. */
  static void add(Exchange exchange, String client, RandomGenerator random) {
    Headers headers = exchange.request().headers();
    int slot = headers.find(FORWARDED_FOR, 0);
    if (slot < 0) {
      headers.add(FORWARDED_FOR, client);
    } else {
      headers.set(FORWARDED_FOR, joined(headers, slot) + ',' + client);
    }
    String scheme = exchange.listener().scheme();
    int proto = headers.find(FORWARDED_PROTO, 0);
    if (proto < 0) {
      headers.add(FORWARDED_PROTO, scheme);
    } else {
      exchange.setForwardedScheme(headers.value(proto));
      headers.set(FORWARDED_PROTO, scheme);
    }
    if (!headers.contains(REQUEST_ID)) {
      headers.add(REQUEST_ID, uuid(random.nextLong(), random.nextLong()));
    }
  }

  private static String joined(Headers headers, int first) {
    StringBuilder all = new StringBuilder(headers.value(first));
    for (int slot = headers.find(FORWARDED_FOR, first + 1);
        slot >= 0;
        slot = headers.find(FORWARDED_FOR, slot + 1)) {
      all.append(',').append(headers.value(slot));
    }
    return all.toString();
  }

  /** A UUID of version 4 (RFC 9562, 5.4). */
  @SuppressWarnings("deprecation") // the bytes are ASCII
  static String uuid(long randomHigh, long randomLow) {
    long high = (randomHigh & VERSION_MASK) | VERSION_4;
    long low = (randomLow & VARIANT_MASK) | VARIANT_IETF;
    byte[] text = new byte[36];
    int at = 0;
    for (int digit = 0; digit < 32; digit++) {
      if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
        text[at++] = '-';
      }
      long half = digit < 16 ? high : low;
      text[at++] = HEX[(int) (half >>> (60 - 4 * (digit & 15))) & 0xf];
    }
    return new String(text, 0, 0, text.length);
  }
}
