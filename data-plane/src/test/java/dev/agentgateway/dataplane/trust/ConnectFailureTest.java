package dev.agentgateway.dataplane.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectFailureTest {

  private static final Status BROKEN =
      Status.UNAVAILABLE.withDescription("io exception\nChannel Pipeline: [a, b]");

  @Test
  void theInnermostCauseSaysWhatItIs() {
    Status untrusted =
        BROKEN.withCause(new SSLException("handshake", new CertificateException("no path")));
    assertThat(ConnectFailure.of(untrusted)).isEqualTo(ConnectFailure.CERTIFICATE);
    assertThat(ConnectFailure.detail(untrusted)).isEqualTo("UNAVAILABLE: io exception (no path)");
    assertThat(ConnectFailure.of(BROKEN.withCause(new SSLException("not a record"))))
        .isEqualTo(ConnectFailure.TLS);
    assertThat(
            ConnectFailure.of(
                BROKEN.withCause(
                    new IOException("First received frame was not SETTINGS. Hex dump: 15"))))
        .isEqualTo(ConnectFailure.TLS);
    assertThat(ConnectFailure.of(BROKEN.withCause(new IOException("Connection refused"))))
        .isEqualTo(ConnectFailure.UNAVAILABLE);
  }

  @Test
  void whatTheControlPlaneSaysIsToldAsItIs() {
    Status refused = Status.PERMISSION_DENIED.withDescription("node.cluster: not yours");
    assertThat(ConnectFailure.of(refused)).isEqualTo(ConnectFailure.PERMISSION_DENIED);
    assertThat(ConnectFailure.detail(refused))
        .isEqualTo("PERMISSION_DENIED: node.cluster: not yours");
    assertThat(ConnectFailure.of(Status.UNAUTHENTICATED)).isEqualTo(ConnectFailure.UNAUTHENTICATED);
    assertThat(ConnectFailure.detail(Status.OK)).isEqualTo("OK");
  }

  @Test
  void aFileThatCannotBeUsedIsNamedWithItsFlag(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("missing");
    ControlPlaneTrust without =
        new ControlPlaneTrust(Optional.of(missing), Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> without.channel("localhost:1"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("--xds-ca: " + missing);
    ControlPlaneTrust empty =
        new ControlPlaneTrust(
            Optional.empty(),
            Optional.of(Files.writeString(directory.resolve("token"), "\n")),
            Optional.empty());
    assertThatThrownBy(() -> empty.channel("localhost:1"))
        .hasMessageContaining("--xds-token-file")
        .hasMessageContaining("empty");
  }
}
