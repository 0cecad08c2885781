package dev.agentgateway.dataplane.trust;

import io.grpc.Status;
import java.security.cert.CertificateException;
import java.util.Locale;
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

  private static final String CLOSED = "Network closed for unknown reason";

  private final String meaning;

  ConnectFailure(String meaning) {
    this.meaning = meaning;
  }

  /** What it is called in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  /** What the end of a stream, or the attempt to open one, means. */
  public static ConnectFailure of(Status status) {
    return ofTls(status)
        .orElseGet(
            () ->
                switch (status.getCode()) {
                  case UNAUTHENTICATED -> UNAUTHENTICATED;
                  case PERMISSION_DENIED -> PERMISSION_DENIED;
                  default -> UNAVAILABLE;
                });
  }

  private static Optional<ConnectFailure> ofTls(Status status) {
    boolean isTls = firstLine(status.getDescription()).contains(NOT_HTTP2);
    for (Throwable each = status.getCause(); each != null; each = each.getCause()) {
      if (each instanceof CertificateException) {
        return Optional.of(CERTIFICATE);
      }
      isTls |= each instanceof SSLException || firstLine(each.getMessage()).contains(NOT_HTTP2);
    }
    return isTls ? Optional.of(TLS) : Optional.empty();
  }

  /** For people, on one line: what the server said, or what broke innermost. */
  public static String detail(Status status) {
    String said = firstLine(status.getDescription());
    Throwable innermost = status.getCause();
    while (innermost != null && innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String broke = innermost == null ? "" : firstLine(innermost.getMessage());
    if (said.equals(CLOSED)) {
      broke = "where one side speaks TLS and the other does not, see --xds-ca";
    }
    String code = said.isEmpty() ? status.getCode().name() : status.getCode() + ": " + said;
    return broke.isEmpty() || said.contains(broke) ? code : code + " (" + broke + ")";
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
