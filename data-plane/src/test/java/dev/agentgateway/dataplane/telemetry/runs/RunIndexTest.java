package dev.agentgateway.dataplane.telemetry.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.telemetry.runs.RunIndex.Place;
import dev.agentgateway.dataplane.telemetry.sampling.TraceParent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RunIndexTest {
  private final RunIndex index = new RunIndex(1024);

  @Test
  void theFirstIdentifierNamesTheRun() {
    Identifier header = identifier(JoinReason.SESSION_HEADER, "s1");
    Place first = join(List.of(header), span(1));
    assertThat(first.run().sessionId()).isEqualTo(header.sessionId()).hasSize(32);
    assertThat(first.previous()).isNull();
  }

  @Test
  void aLaterRequestIsLinkedToTheNewestSpanOfItsRun() {
    Identifier conversation = identifier(JoinReason.CONVERSATION, "c1");
    join(List.of(conversation), span(1));
    join(List.of(conversation), span(2));
    Place third = join(List.of(conversation), span(3));
    assertThat(third.previous()).isEqualTo(span(2));
    assertThat(third.reason()).isEqualTo(JoinReason.CONVERSATION);
  }

  @Test
  void spansOfOneTraceNeedNoLink() {
    Identifier session = identifier(JoinReason.MCP_SESSION, "m1");
    join(List.of(session), new TraceParent(9, 9, 1, 1));
    assertThat(join(List.of(session), new TraceParent(9, 9, 2, 1)).previous()).isNull();
  }

  @Test
  void identifiersSeenTogetherLeadToOneRun() {
    Identifier header = identifier(JoinReason.SESSION_HEADER, "s1");
    Identifier call = identifier(JoinReason.TOOL_CALL, "call_1");
    Run run = join(List.of(header), span(1)).run();
    index.handOut(List.of(call), run);
    Place later = join(List.of(call), span(2));
    assertThat(later.run()).isSameAs(run);
    assertThat(later.previous()).isEqualTo(span(1));
    assertThat(later.reason()).isEqualTo(JoinReason.TOOL_CALL);
  }

  @Test
  void theSurestKnownIdentifierDecides() {
    Identifier header = identifier(JoinReason.SESSION_HEADER, "s1");
    Identifier other = identifier(JoinReason.A2A_CONTEXT, "c1");
    join(List.of(other), span(1));
    Run run = join(List.of(header), span(2)).run();
    assertThat(join(List.of(header, other), span(3)).run()).isSameAs(run);
    assertThat(join(List.of(other), span(4)).run()).isSameAs(run);
  }

  @Test
  void aSpanOfOneIdentifierIsTheNewestForAllOfTheRun() {
    Identifier header = identifier(JoinReason.SESSION_HEADER, "s1");
    Identifier other = identifier(JoinReason.A2A_CONTEXT, "c1");
    join(List.of(header, other), span(1));
    join(List.of(header), span(2));
    assertThat(join(List.of(other), span(3)).previous()).isEqualTo(span(2));
  }

  @Test
  void whatIsHandedOutTwiceJoinsNothing() {
    Identifier first = identifier(JoinReason.TOOL_CALL, "functions.search:0");
    Identifier second = identifier(JoinReason.TOOL_CALL, "call_2");
    assertThat(index.begin(List.of(first), span(1))).isNotNull();
    assertThat(index.begin(List.of(first), span(2))).isNull();
    assertThat(index.join(List.of(first), span(3))).isNull();
    assertThat(index.find(first)).isNull();
    Place place = Objects.requireNonNull(index.begin(List.of(first, second), span(4)));
    assertThat(place.run().sessionId()).isEqualTo(second.sessionId());
    assertThat(join(List.of(first, second), span(5)).run()).isSameAs(place.run());
    assertThat(index.join(List.of(first), span(6))).isNull();
  }

  @Test
  void aRequestWithoutASpanJoinsIdentifiersAndLeavesTheNewestSpan() {
    Identifier header = identifier(JoinReason.SESSION_HEADER, "s1");
    Identifier call = identifier(JoinReason.TOOL_CALL, "call_1");
    join(List.of(header), span(1));
    join(List.of(header, call), null);
    assertThat(join(List.of(call), span(2)).previous()).isEqualTo(span(1));
  }

  @Test
  void findingARunKeepsNothing() {
    Identifier header = identifier(JoinReason.SESSION_HEADER, "s1");
    assertThat(Objects.requireNonNull(index.find(header)).run().sessionId())
        .isEqualTo(header.sessionId());
    assertThat(join(List.of(header), span(1)).previous()).isNull();
    assertThat(join(List.of(header), span(2)).previous()).isEqualTo(span(1));
  }

  @Test
  void aTraceStaysInItsRunAndDoesNotNameAConversation() {
    Identifier trace = identifier(JoinReason.TRACE, "t1");
    Identifier later = identifier(JoinReason.TRACE, "t2");
    Identifier conversation = identifier(JoinReason.CONVERSATION, "c1");
    Identifier session = identifier(JoinReason.MCP_SESSION, "m1");
    Run first = join(List.of(conversation, trace), span(1)).run();
    assertThat(first.sessionId()).isEqualTo(conversation.sessionId());
    assertThat(join(List.of(trace, session), span(1)).run()).isSameAs(first);
    Run second = join(List.of(later), span(2)).run();
    Place place = join(List.of(conversation, later), span(2));
    assertThat(place.run()).isSameAs(second);
    assertThat(place.reason()).isEqualTo(JoinReason.TRACE);
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
    join(List.of(oldest), span(1));
    for (int i = 0; i < 100_000; i++) {
      join(List.of(identifier(JoinReason.CONVERSATION, "c" + i)), span(i + 2L));
    }
    assertThat(join(List.of(oldest), span(1_000_000)).previous()).isNull();
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

  private Place join(List<Identifier> identifiers, @Nullable TraceParent span) {
    return Objects.requireNonNull(index.join(identifiers, span));
  }

  private static Identifier identifier(JoinReason reason, String value) {
    return Identifier.of("demo/edge", reason, value);
  }

  private static TraceParent span(long trace) {
    return new TraceParent(trace, trace, trace, 1);
  }
}
