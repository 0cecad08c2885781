package dev.agentgateway.dataplane.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request's line and fields. Filters change it in place on its way upstream; {@link Exchange}
 * keeps what the client sent where telemetry needs it.
 */
public final class RequestHead {
  private static final byte[] LINE_END_AND_HOST =
      " HTTP/1.1\r\nhost: ".getBytes(StandardCharsets.US_ASCII);

  private String method = "";
  private String target = "";
  private @Nullable String path;
  private String authority = "";
  private final Headers headers = new Headers();

  /** The method, as sent. */
  public String method() {
    return method;
  }

  /** Path and query in origin form; {@code *} for OPTIONS of the server. */
  public String target() {
    return target;
  }

  /** The target without its query. */
  public String path() {
    String known = path;
    if (known == null) {
      int query = target.indexOf('?');
      known = query < 0 ? target : target.substring(0, query);
      path = known;
    }
    return known;
  }

  /** Host and port as the client named them; empty where it named none. */
  public String authority() {
    return authority;
  }

  /** The fields, Host excluded. */
  public Headers headers() {
    return headers;
  }

  public void setMethod(String method) {
    this.method = method;
  }

  public void setTarget(String target) {
    this.target = target;
    this.path = null;
  }

  public void setAuthority(String authority) {
    this.authority = authority;
  }

  /** Forgets everything. */
  public void clear() {
    method = "";
    setTarget("");
    authority = "";
    headers.clear();
  }

  /** Upper bound of the bytes that {@link #writeTo} writes. */
  public int maxWireBytes() {
    return method.length() + target.length() + authority.length() + 32 + headers.maxWireBytes();
  }

  /** Writes it in HTTP/1.1 form, without the empty line at the end. */
  public void writeTo(ByteBuf out) {
    ByteBufUtil.writeAscii(out, method);
    out.writeByte(' ');
    ByteBufUtil.writeAscii(out, target);
    out.writeBytes(LINE_END_AND_HOST);
    ByteBufUtil.writeAscii(out, authority);
    out.writeShort('\r' << 8 | '\n');
    headers.writeTo(out);
  }
}
