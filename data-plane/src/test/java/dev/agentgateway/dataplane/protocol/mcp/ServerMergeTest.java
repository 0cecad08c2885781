package dev.agentgateway.dataplane.protocol.mcp;

import static dev.agentgateway.dataplane.protocol.mcp.Messages.text;
import static dev.agentgateway.dataplane.protocol.mcp.Messages.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.protocol.mcp.ServerMerge.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerMergeTest {
  private final ServerMerge merge = new ServerMerge("agentgateway", "1");

  @Test
  void answersInitializeWithTheLowestVersionAndWhatAnyTargetCan() {
    assertThat(
            merge.initialize(
                List.of(
                    new Result(
                        "a",
                        value(
                            "{'protocolVersion':'2025-11-25','capabilities':{'tools':{'listChanged':false},"
                                + "'logging':{}},'serverInfo':{'name':'A','version':'2'},"
                                + "'instructions':'Do A.'}")),
                    new Result(
                        "b",
                        value(
                            "{'protocolVersion':'2025-06-18','capabilities':{'tools':{'listChanged':true},"
                                + "'resources':{'subscribe':true}},'instructions':'Do B.'}")))))
        .contains(
            text(
                "{'protocolVersion':'2025-06-18','capabilities':{'tools':{'listChanged':true},"
                    + "'logging':{},'resources':{'subscribe':true}},"
                    + "'serverInfo':{'name':'agentgateway','version':'1'},"
                    + "'instructions':'a: Do A.\\n\\nb: Do B.'}"));
  }

  @Test
  void answersNothingWhereNoTargetSaidAVersion() {
    assertThat(merge.initialize(List.of(new Result("a", value("{}"))))).isEmpty();
    assertThat(merge.initialize(List.of(new Result("a", value("[]"))))).isEmpty();
  }

  @Test
  void answersDiscoverWithTheVersionsInCommon() {
    Result a =
        new Result(
            "a",
            value(
                "{'supportedVersions':['2026-07-28','2027-01-01'],'capabilities':{'tools':{}},"
                    + "'ttlMs':1000,'cacheScope':'public'}"));
    Result b =
        new Result(
            "b",
            value(
                "{'supportedVersions':['2026-07-28'],'capabilities':{},'ttlMs':500,"
                    + "'cacheScope':'private'}"));
    assertThat(merge.discover(List.of(a, b)))
        .contains(
            text(
                "{'resultType':'complete','supportedVersions':['2026-07-28'],"
                    + "'capabilities':{'tools':{}},'ttlMs':500,'cacheScope':'private',"
                    + "'_meta':{'io.modelcontextprotocol/serverInfo':"
                    + "{'name':'agentgateway','version':'1'}}}"));
    Result c = new Result("c", value("{'supportedVersions':['2027-01-01']}"));
    assertThat(merge.discover(List.of(b, c))).isEmpty();
    assertThat(ServerMerge.union(List.of(b, c))).containsExactly("2027-01-01", "2026-07-28");
  }
}
