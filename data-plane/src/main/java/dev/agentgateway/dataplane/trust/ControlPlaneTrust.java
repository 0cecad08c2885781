package dev.agentgateway.dataplane.trust;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How channels to control planes are opened. Files are read for every channel, so that a changed
 * one holds for the next.
 *
 * @param authorities PEM certificates that a control plane is verified by; empty: plain text
 * @param token file whose content is shown as a bearer token; empty: none
 * @param serverName that a control plane's certificate must be for; empty: the host connected to
 */
public record ControlPlaneTrust(
    Optional<Path> authorities, Optional<Path> token, Optional<String> serverName) {

  /** Plain text, without a token. */
  public static final ControlPlaneTrust NONE =
      new ControlPlaneTrust(Optional.empty(), Optional.empty(), Optional.empty());

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * A channel to HOST:PORT.
   *
   * @throws IOException with a message for people: a file cannot be used
   */
  public NettyChannelBuilder channel(String hostAndPort) throws IOException {
    return complete(NettyChannelBuilder.forTarget(hostAndPort, credentials()));
  }

  /**
   * A channel to an address, whose host name is the one that a certificate is for.
   *
   * @throws IOException with a message for people: a file cannot be used
   */
  public NettyChannelBuilder channel(SocketAddress address) throws IOException {
    return complete(NettyChannelBuilder.forAddress(address, credentials()));
  }

  private ChannelCredentials credentials() throws IOException {
    if (authorities.isEmpty()) {
      return InsecureChannelCredentials.create();
    }
    Path file = authorities.get();
    try {
      return TlsChannelCredentials.newBuilder().trustManager(file.toFile()).build();
    } catch (IOException e) {
      throw unusable("--xds-ca", file, e);
    }
  }

  private NettyChannelBuilder complete(NettyChannelBuilder builder) throws IOException {
    serverName.ifPresent(builder::overrideAuthority);
    if (token.isPresent()) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + token(token.get()));
      builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    return builder;
  }

  private static String token(Path file) throws IOException {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      if (text.isEmpty()) {
        throw new IOException("empty");
      }
      return text;
    } catch (IOException e) {
      throw unusable("--xds-token-file", file, e);
    }
  }

  private static IOException unusable(String flag, Path file, IOException cause) {
    return new IOException(
        "%s: %s is not usable (%s: %s)"
            .formatted(flag, file, cause.getClass().getSimpleName(), cause.getMessage()),
        cause);
  }
}
