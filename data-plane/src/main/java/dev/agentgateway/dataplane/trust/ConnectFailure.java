package dev.agentgateway.dataplane.trust;

import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a control plane could not be asked. */
public enum ConnectFailure {
  /** Its certificate is not one that {@code --xds-ca} vouches for, or not for its name. */
  CERTIFICATE("the control plane's certificate cannot be verified"),
  /** One of the two speaks TLS and the other does not, or they share no version. */
  TLS("no TLS with the control plane"),
  /** It did not accept who this proxy is. */
  UNAUTHENTICATED("the control plane does not accept this proxy's token"),
  /** It serves this proxy no Gateway of that name. */
  PERMISSION_DENIED("the control plane refuses this proxy"),
  /** A file that a flag names is not there or holds something else. */
  FILE("a file is not usable"),
  /** Nobody answers, or the stream broke. */
  UNAVAILABLE("the control plane does not answer");

  private static final String NOT_HTTP2 = "First received frame was not SETTINGS";

  private final String meaning;

  ConnectFailure(String meaning) {
    this.meaning = meaning;
  }

  /** What it is called in metrics. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  /** What the end of a stream, or the attempt to open one, means. */
  public static ConnectFailure of(Status status) {
    Optional<ConnectFailure> tls = ofCause(status.getCause());
    return tls.orElseGet(
        () ->
            switch (status.getCode()) {
              case UNAUTHENTICATED -> UNAUTHENTICATED;
              case PERMISSION_DENIED -> PERMISSION_DENIED;
              default -> UNAVAILABLE;
            });
  }

  private static Optional<ConnectFailure> ofCause(@Nullable Throwable thrown) {
    boolean isTls = false;
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof CertificateException) {
        return Optional.of(CERTIFICATE);
      }
      String message = each.getMessage() == null ? "" : each.getMessage();
      isTls |=
          each instanceof SSLException
              || each instanceof NotSslRecordException
              || message.contains(NOT_HTTP2);
    }
    return isTls ? Optional.of(TLS) : Optional.empty();
  }

  /** The innermost message of the end of a stream. */
  public static String detail(Status status) {
    String description = status.getDescription() == null ? "" : status.getDescription();
    Throwable innermost = status.getCause();
    while (innermost != null && innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String cause = innermost == null ? null : innermost.getMessage();
    if (innermost instanceof IOException && description.isEmpty() && cause != null) {
      return cause;
    }
    String code =
        description.isEmpty() ? status.getCode().name() : status.getCode() + ": " + description;
    return cause == null || description.contains(cause) ? code : code + " (" + cause + ")";
  }
}
