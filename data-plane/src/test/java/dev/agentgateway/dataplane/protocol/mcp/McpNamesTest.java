package dev.agentgateway.dataplane.protocol.mcp;

import static dev.agentgateway.dataplane.protocol.mcp.Messages.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.protocol.mcp.McpNames.Named;
import java.util.List;
import org.junit.jupiter.api.Test;

final class McpNamesTest {
  private final McpNames names = new McpNames(List.of("a", "a-b", "a_b"), true);

  @Test
  void leadsNamesBackToTheirTargets() {
    assertThat(names.nameOf(names.name("a", "x_y"))).isEqualTo(new Named("a", "x_y"));
    assertThat(names.nameOf(names.name("a-b", "x"))).isEqualTo(new Named("a-b", "x"));
    assertThat(names.nameOf("a_b_x")).isEqualTo(new Named("a_b", "x"));
    assertThat(names.nameOf("c_x")).isNull();
    assertThat(names.nameOf("a")).isNull();
  }

  @Test
  void leadsUrisBackToTheirTargets() {
    assertThat(names.uri("a", "file:///x+y")).isEqualTo("a+file:///x+y");
    assertThat(names.uriOf("a+file:///x+y")).isEqualTo(new Named("a", "file:///x+y"));
    assertThat(names.uri("a", "ui://v/w")).isEqualTo("ui://a+v/w");
    assertThat(names.uriOf("ui://a+v/w")).isEqualTo(new Named("a", "ui://v/w"));
    assertThat(names.uriOf("ui://v/w")).isNull();
    assertThat(names.uriOf("file:///x")).isNull();
  }

  @Test
  void leadsAnswersBackToTheServerThatAsked() {
    assertThat(names.serverId("a", value("5"))).isEqualTo("\"a+5\"");
    assertThat(names.serverId("a", value("'x+\\u0022'"))).isEqualTo("\"a+\\\"x+\\\\u0022\\\"\"");
    for (String id : List.of("5", "'5'", "'x+\\u0022'", "1.50")) {
      assertThat(names.serverIdOf(value(names.serverId("a-b", value(id)))))
          .isEqualTo(new Named("a-b", value(id).raw()));
    }
    assertThat(names.serverIdOf(value("5"))).isNull();
    assertThat(names.serverIdOf(value("'c+5'"))).isNull();
    assertThat(names.serverIdOf(value("'a+{}'"))).isNull();
    assertThat(names.serverIdOf(value("'a+5,6'"))).isNull();
  }

  @Test
  void leavesNamesOfASingleTargetAlone() {
    McpNames single = new McpNames(List.of("a"), false);
    assertThat(single.name("a", "x")).isEqualTo("x");
    assertThat(single.nameOf("x")).isEqualTo(new Named("a", "x"));
    assertThat(single.uriOf("file:///x")).isEqualTo(new Named("a", "file:///x"));
    assertThat(single.serverId("a", value("5"))).isEqualTo("5");
    assertThat(single.serverIdOf(value("5"))).isEqualTo(new Named("a", "5"));
  }

  @Test
  void cannotTellTheTargetOfANameWithoutPrefixAmongSeveral() {
    assertThat(new McpNames(List.of("a", "b"), false).nameOf("x")).isNull();
  }
}
