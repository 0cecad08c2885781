package dev.agentgateway.dataplane.telemetry.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.telemetry.runs.RunIndex.Place;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunIndexTest {
  private final RunIndex index = new RunIndex(1024);

  @Test
  void theFirstIdentifierNamesTheRun() {
    Identifier header = identifier(JoinReason.SESSION_HEADER, "s1");
    Place first = index.join(List.of(header), span(1));
    assertThat(first.sessionId()).isEqualTo(header.sessionId()).hasSize(32);
    assertThat(first.previous()).isNull();
  }

  @Test
  void aLaterRequestIsLinkedToTheNewestSpanOfItsRun() {
    Identifier conversation = identifier(JoinReason.CONVERSATION, "c1");
    index.join(List.of(conversation), span(1));
    index.join(List.of(conversation), span(2));
    Place third = index.join(List.of(conversation), span(3));
    assertThat(third.previous()).isEqualTo(span(2));
    assertThat(third.reason()).isEqualTo(JoinReason.CONVERSATION);
  }

  @Test
  void spansOfOneTraceNeedNoLink() {
    Identifier session = identifier(JoinReason.MCP_SESSION, "m1");
    index.join(List.of(session), new TraceParent(9, 9, 1, 1));
    assertThat(index.join(List.of(session), new TraceParent(9, 9, 2, 1)).previous()).isNull();
  }

  @Test
  void identifiersSeenTogetherLeadToOneRun() {
    Identifier header = identifier(JoinReason.SESSION_HEADER, "s1");
    Identifier call = identifier(JoinReason.TOOL_CALL, "call_1");
    String run = index.join(List.of(header), span(1)).sessionId();
    index.add(List.of(call), run, span(1));
    Place later = index.join(List.of(call), span(2));
    assertThat(later.sessionId()).isEqualTo(run);
    assertThat(later.previous()).isEqualTo(span(1));
    assertThat(later.reason()).isEqualTo(JoinReason.TOOL_CALL);
  }

  @Test
  void theSurestKnownIdentifierDecides() {
    Identifier header = identifier(JoinReason.SESSION_HEADER, "s1");
    Identifier other = identifier(JoinReason.A2A_CONTEXT, "c1");
    index.join(List.of(other), span(1));
    String run = index.join(List.of(header), span(2)).sessionId();
    assertThat(index.join(List.of(header, other), span(3)).sessionId()).isEqualTo(run);
    assertThat(index.join(List.of(other), span(4)).sessionId()).isEqualTo(run);
  }

  @Test
  void everyReplicaNamesARunAlikeAndGatewaysDoNotMix() {
    Identifier here = Identifier.of("a/b", JoinReason.SESSION_HEADER, "s1");
    assertThat(Identifier.of("a/b", JoinReason.SESSION_HEADER, "s1")).isEqualTo(here);
    assertThat(Identifier.of("a/c", JoinReason.SESSION_HEADER, "s1")).isNotEqualTo(here);
    assertThat(Identifier.of("a/b", JoinReason.CONVERSATION, "s1")).isNotEqualTo(here);
    assertThat(here.randomness()).isBetween(0L, (1L << 56) - 1);
  }

  @Test
  void memoryIsBounded() {
    Identifier oldest = identifier(JoinReason.CONVERSATION, "first");
    index.join(List.of(oldest), span(1));
    for (int i = 0; i < 100_000; i++) {
      index.join(List.of(identifier(JoinReason.CONVERSATION, "c" + i)), span(i + 2L));
    }
    assertThat(index.join(List.of(oldest), span(1_000_000)).previous()).isNull();
  }

  @Test
  void agentsNameTheirSessionInKnownHeaders() {
    Headers headers = new Headers();
    assertThat(SessionHeaders.identifier("a/b", headers)).isNull();
    headers.add("Mcp-Session-Id", "m");
    assertThat(SessionHeaders.identifier("a/b", headers))
        .isEqualTo(Identifier.of("a/b", JoinReason.MCP_SESSION, "m"));
    headers.add("X-Claude-Code-Session-Id", "s");
    assertThat(SessionHeaders.identifier("a/b", headers))
        .isEqualTo(Identifier.of("a/b", JoinReason.SESSION_HEADER, "s"));
  }

  private static Identifier identifier(JoinReason reason, String value) {
    return Identifier.of("demo/edge", reason, value);
  }

  private static TraceParent span(long trace) {
    return new TraceParent(trace, trace, trace, 1);
  }
}
