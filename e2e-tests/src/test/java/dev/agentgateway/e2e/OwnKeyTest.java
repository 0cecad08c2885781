package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Answer;
import dev.agentgateway.e2e.support.Answer.Ask;
import dev.agentgateway.e2e.support.Await;
import dev.agentgateway.e2e.support.Certificates;
import dev.agentgateway.e2e.support.Launcher;
import dev.agentgateway.e2e.support.Manifests;
import dev.agentgateway.e2e.support.Planes;
import dev.agentgateway.e2e.support.Upstream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifests of public providers, with what stands in for these. */
final class OwnKeyTest {
  private static final Path SHIPPED = Launcher.home().resolve("deploy/providers");

  @TempDir Path directory;

  @Test
  void theyAreValid() {
    Launcher.Result result = Launcher.run("control-plane", "--validate", SHIPPED.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("0 problems, 0 notes");
  }

  @ParameterizedTest
  @CsvSource({
    "openai, api.openai.com, chat/completions, /v1/chat/completions, authorization, Bearer s3cret",
    "anthropic, api.anthropic.com, messages, /v1/messages, x-api-key, s3cret",
    "gemini, generativelanguage.googleapis.com, chat/completions,"
        + " /v1beta/openai/chat/completions, authorization, Bearer s3cret",
  })
  void aProviderIsAskedByItsNameWithTheKey(
      String name, String host, String format, String path, String field, String value)
      throws Exception {
    Certificates authority = Certificates.newAuthority("Authority");
    String request = "{\"model\":\"m\",\"messages\":[]}";
    try (Upstream provider = Upstream.start("provider", authority, host);
        HttpClient http = HttpClient.newHttpClient();
        Planes planes = Planes.start(directory).withHosts("127.0.0.1 " + host)) {
      planes.write(
          "provider.yaml",
          Manifests.all(
              Manifests.authority("ca", authority.pem()), standIn(name, host, provider.port())));
      planes.startDataPlane("proxy");
      Ask ask =
          Ask.post(
              "a call",
              "/" + name + "/v1/" + format,
              request,
              "content-type",
              "application/json",
              "authorization",
              "Bearer of-the-client");
      Await.untilTrue(
          "the provider answers", () -> Answer.to(http, planes.gatewayUrl(), ask).status() == 200);

      assertThat(provider.serverName()).isEqualTo(host);
      assertThat(provider.paths()).containsExactly(path);
      assertThat(provider.field("host")).isEqualTo(host + ":" + provider.port());
      assertThat(provider.field(field)).isEqualTo(value);
      assertThat(provider.field("authorization")).doesNotContain("of-the-client");
    }
  }

  /** A shipped manifest with a key, for this Gateway, at another port and of another authority. */
  private static String standIn(String name, String host, int port) throws Exception {
    return Files.readString(SHIPPED.resolve(name + ".yaml"))
        .replace("agentgateway-system", "test")
        .replace("agentgateway-route", "edge")
        .replaceAll("YOUR_[A-Z]+_KEY", "s3cret")
        .replace(name + ": {}", name + ": {}\n      host: " + host + "\n      port: " + port)
        .replace("  policies:\n", "  policies:\n    tls: {caCertificateRefs: [{name: ca}]}\n");
  }
}
