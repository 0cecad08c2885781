package dev.agentgateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.e2e.support.Node;
import dev.agentgateway.e2e.support.Quickstart;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A2A's JavaScript SDK, of version 1.0, finds an agent by the card that it has behind the gateway,
 * and sees what it sees without.
 */
final class A2aJavaScriptTest {
  @TempDir static Path state;
  private static Quickstart quickstart;

  @BeforeAll
  static void start() {
    quickstart = Quickstart.start(state, "--no-agent");
  }

  @AfterAll
  static void stop() {
    quickstart.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSONRPC", "HTTP+JSON"})
  void anAgentIsSeenAsItIsButForItsAddress(String binding) throws Exception {
    String direct = seen(quickstart.a2a(), binding);

    assertThat(direct).contains("BASE/a2a", "Task not found");
    assertThat(seen(quickstart.gateway(), binding)).isEqualTo(direct);
  }

  private static String seen(URI base, String binding) throws Exception {
    return Node.run(state, "a2a-client.cjs", base.toString(), binding);
  }
}
