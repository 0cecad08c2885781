package dev.agentgateway.dataplane.protocol.mcp;

import static dev.agentgateway.dataplane.protocol.mcp.Messages.text;
import static dev.agentgateway.dataplane.protocol.mcp.Messages.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.protocol.mcp.ServerMerge.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ListMergeTest {
  private final McpNames names = new McpNames(List.of("a", "b"), true);

  @Test
  void listsTheToolsOfAllTargetsUnderTheirPrefixes() {
    String merged =
        new ListMerge(names, McpMethods.TOOLS_LIST)
            .merge(
                List.of(
                    new Result(
                        "a",
                        value(
                            "{'tools':[{'name':'x','inputSchema':{'n':1.50,'big':123456789012345678901}},"
                                + "{'nameless':1},5]}")),
                    new Result(
                        "b",
                        value(
                            "{'tools':[{'name':'x','_meta':{'ui':{'resourceUri':'ui://v'}}}]}"))));
    assertThat(merged)
        .isEqualTo(
            text(
                "{'tools':[{'name':'a_x','inputSchema':{'n':1.50,'big':123456789012345678901}},"
                    + "{'name':'b_x','_meta':{'ui':{'resourceUri':'ui://b+v'}}}]}"));
  }

  @Test
  void keepsTheFirstOfTwoItemsWithOneName() {
    assertThat(
            new ListMerge(new McpNames(List.of("a", "b"), false), McpMethods.PROMPTS_LIST)
                .merge(
                    List.of(
                        new Result("a", value("{'prompts':[{'name':'x','n':1}]}")),
                        new Result("b", value("{'prompts':[{'name':'x','n':2}]}")))))
        .isEqualTo(text("{'prompts':[{'name':'x','n':1}]}"));
  }

  @Test
  void remembersWhereEachTargetGoesOn() {
    String merged =
        new ListMerge(names, McpMethods.RESOURCES_LIST)
            .merge(
                List.of(
                    new Result("a", value("{'resources':[{'uri':'f:x'}],'nextCursor':'p2'}")),
                    new Result("b", value("{'resources':[{'uri':'ui://y'}]}"))));
    assertThat(value(merged).member("nextCursor"))
        .hasToString("\"" + new MergedCursor(Map.of("a", "p2")).encode() + "\"");
    assertThat(MergedCursor.decode(new MergedCursor(Map.of("a", "p2")).encode()))
        .isEqualTo(new MergedCursor(Map.of("a", "p2")));
    assertThat(value(merged).member("resources"))
        .hasToString(text("[{'uri':'a+f:x'},{'uri':'ui://b+y'}]"));
  }

  @Test
  void refusesCursorsThatItDidNotMake() {
    assertThat(MergedCursor.decode("")).isNull();
    assertThat(MergedCursor.decode("AQ")).isNull();
    assertThat(MergedCursor.decode("AQAB")).isNull();
    assertThat(MergedCursor.decode("!")).isNull();
    assertThat(MergedCursor.decode("A".repeat(100_000))).isNull();
  }

  @Test
  void holdsAsLongAsTheShortestOfItsParts() {
    assertThat(
            new ListMerge(names, McpMethods.TEMPLATES_LIST)
                .merge(
                    List.of(
                        new Result(
                            "a",
                            value(
                                "{'resourceTemplates':[],'resultType':'complete','ttlMs':9,"
                                    + "'cacheScope':'public'}")),
                        new Result("b", value("{'resourceTemplates':[{'uriTemplate':'f:{x}'}]}")))))
        .isEqualTo(
            text(
                "{'resourceTemplates':[{'uriTemplate':'b+f:{x}'}],'resultType':'complete',"
                    + "'ttlMs':0,'cacheScope':'private'}"));
  }
}
