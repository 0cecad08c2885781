package dev.agentgateway.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ManifestsTest {
  private static final Path SHIPPED = Path.of("manifests");

  @Test
  void shippedDirectoryIsReadWhereAllPortsAreTheDefaults(@TempDir Path copies) throws Exception {
    assertThat(Manifests.prepare(SHIPPED, copies, options())).isEqualTo(SHIPPED);
  }

  @Test
  void otherPortsAreWrittenIntoACopyAndNothingElseChanges(@TempDir Path copies) throws Exception {
    Path prepared =
        Manifests.prepare(
            SHIPPED, copies, options("--gateway-port=1", "--mcp-port=2", "--otlp-grpc-port=3"));

    assertThat(prepared).isEqualTo(copies);
    assertThat(Files.readString(copies.resolve("gateway.yaml"))).contains("    port: 1\n");
    assertThat(Files.readString(copies.resolve("backends.yaml")))
        .contains("  port: 9101\n")
        .contains("  port: 2\n")
        .contains("  port: 3\n")
        .contains("    port: 80\n")
        .doesNotContain("9102");
    for (String unchanged : new String[] {"routes.yaml", "tracing.yaml"}) {
      assertThat(copies.resolve(unchanged)).hasSameTextualContentAs(SHIPPED.resolve(unchanged));
    }
  }

  private static QuickstartOptions options(String... arguments) {
    return CommandLine.populateCommand(new QuickstartOptions(), arguments);
  }
}
