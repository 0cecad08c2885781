package dev.agentgateway.dataplane.telemetry.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.agentgateway.dataplane.exchange.Exchange;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.telemetry.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SamplerTest {
  // Its rightmost 56 bits are 0x80...: exactly half.
  private static final String HALF = "0af7651916cd43ddff80000000000000";
  private static final String SPAN = "b7ad6b7169203331";

  /**
   * Columns: clientSampling, parentNotSampled, incoming flags, incoming tracestate; sampled, flags
   * out, tracestate out.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // A sampled parent is kept where nothing is said.
        "- | - | 01 | -                   | true  | 01 | -",
        "- | - | 03 | a=b,c=d             | true  | 03 | a=b,c=d",
        "- | - | 01 | ot=th:8,a=b         | true  | 01 | ot=th:8,a=b",
        // Its th contradicts its flag: erased, the rest stays.
        "- | - | 01 | a=b,ot=th:81;x:y    | true  | 01 | ot=x:y,a=b",
        // Bool.
        "1 | - | 01 | a=b                 | true  | 01 | a=b",
        "0 | - | 03 | a=b                 | false | 02 | a=b",
        "0 | - | 01 | a=b,ot=th:4         | false | 00 | a=b",
        // Probability: the randomness is exactly one half. No th without the parent's.
        "0.5  | - | 01 | -                | true  | 01 | -",
        "0.51 | - | 01 | a=b              | true  | 01 | a=b",
        "0.49 | - | 01 | -                | false | 00 | -",
        // The threshold is only ever raised.
        "0.75 | - | 01 | ot=th:0          | true  | 01 | ot=th:4",
        "0.75 | - | 01 | ot=th:6,a=b      | true  | 01 | ot=th:6,a=b",
        "0.5  | - | 01 | ot=th:4;p:q,a=b  | true  | 01 | ot=th:8;p:q,a=b",
        // rv outranks the trace id and is never changed.
        "0.5  | - | 01 | ot=rv:7fffffffffffff | false | 00 | ot=rv:7fffffffffffff",
        "0.25 | - | 01 | ot=th:0;rv:c0000000000000 | true | 01 | ot=th:c;rv:c0000000000000",
        // An error counts as false.
        "error | - | 01 | a=b             | false | 00 | a=b",
        // Parents that are not sampled stay as they are.
        "1 | -    | 00 | ot=th:8,a=b      | -     | -  | ot=th:8,a=b",
        "1 | 0    | 02 | a=b              | -     | -  | a=b",
        "1 | 0.49 | 02 | a=b              | -     | -  | a=b",
        "1 | error| 02 | a=b              | -     | -  | a=b",
        "0 | 1    | 02 | a=b              | true  | 03 | a=b",
        "- | 0.5  | 00 | ot=th:8,a=b      | true  | 01 | a=b",
      })
  void decidesForRequestsWithAParent(
      @Nullable String client,
      @Nullable String parentNotSampled,
      String flagsIn,
      @Nullable String stateIn,
      @Nullable Boolean sampled,
      @Nullable String flagsOut,
      @Nullable String stateOut) {
    Exchange exchange = Requests.exchange("GET", "/");
    Headers headers = exchange.request().headers();
    String parent = "00-" + HALF + "-" + SPAN + "-" + flagsIn;
    headers.add("traceparent", parent);
    if (stateIn != null) {
      headers.add("tracestate", stateIn);
    }
    Sampler sampler =
        new Sampler(expression(client), never(), expression(parentNotSampled), RunRandomness.NONE);
    SamplingDecision decision = sampler.decide(exchange, new Random(1)::nextLong);
    Sampler.apply(decision, headers);

    assertThat(headers.get(Sampler.TRACESTATE)).isEqualTo(stateOut);
    String sent = headers.get(Sampler.TRACEPARENT);
    if (sampled == null) {
      assertThat(decision.sampled()).isFalse();
      assertThat(sent).isEqualTo(parent);
    } else {
      assertThat(decision.sampled()).isEqualTo(sampled);
      assertThat(sent).startsWith("00-" + HALF + "-").endsWith("-" + flagsOut);
      assertThat(sent).doesNotContain(SPAN);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,-,true,1,random,true,01,ot=th:0",
        "-,-,true,0,random,false,00,-",
        "-,a=b,true,1,random,true,01,ot=th:0",
        "-,-,true,error,expression_error,false,00,-",
        "nonsense,a=b,true,1,malformed_parent,true,01,ot=th:0",
        "nonsense,a=b,true,0,malformed_parent,false,00,-",
      })
  void startsATraceForRequestsWithoutAParent(
      @Nullable String parent,
      @Nullable String stateIn,
      boolean changed,
      String random,
      String reason,
      boolean sampled,
      String flags,
      @Nullable String stateOut) {
    Exchange exchange = Requests.exchange("GET", "/");
    Headers headers = exchange.request().headers();
    if (parent != null) {
      headers.add("traceparent", parent);
    }
    if (stateIn != null) {
      headers.add("tracestate", stateIn);
    }
    SamplingDecision decision =
        new Sampler(never(), expression(random), never(), RunRandomness.NONE)
            .decide(exchange, new Random(1)::nextLong);
    Sampler.apply(decision, headers);

    assertThat(changed).isTrue();
    assertThat(decision.sampled()).isEqualTo(sampled);
    assertThat(decision.reason().label()).isEqualTo(reason);
    assertThat(headers.get(Sampler.TRACESTATE)).isEqualTo(stateOut);
    assertThat(headers.get(Sampler.TRACEPARENT)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-" + flags);
  }

  @Test
  void leavesHeadersAloneWithoutRandomSampling() {
    Exchange exchange = Requests.exchange("GET", "/");
    Headers headers = exchange.request().headers();
    headers.add("Traceparent", "nonsense");
    headers.add("tracestate", "a=b");
    SamplingDecision decision =
        new Sampler(never(), SamplingExpression.UNSET, never(), RunRandomness.NONE)
            .decide(exchange, new Random(1)::nextLong);
    Sampler.apply(decision, headers);
    assertThat(decision.reason()).isEqualTo(SamplingReason.NO_DECISION);
    assertThat(headers.get(Sampler.TRACEPARENT)).isEqualTo("nonsense");
    assertThat(headers.get(Sampler.TRACESTATE)).isEqualTo("a=b");
  }

  @Test
  void twoTraceparentsAreMalformed() {
    Exchange exchange = Requests.exchange("GET", "/");
    exchange.request().headers().add("traceparent", "00-" + HALF + "-" + SPAN + "-01");
    exchange.request().headers().add("traceparent", "00-" + HALF + "-" + SPAN + "-01");
    SamplingDecision decision =
        new Sampler(SamplingExpression.UNSET, expression("1"), never(), RunRandomness.NONE)
            .decide(exchange, new Random(1)::nextLong);
    assertThat(decision.reason()).isEqualTo(SamplingReason.MALFORMED_PARENT);
  }

  @Test
  void keepsTheShareThatItIsToldAndWritesItsThreshold() {
    LongSupplier ids = new Random(42)::nextLong;
    Sampler sampler = new Sampler(never(), expression("0.2"), never(), RunRandomness.NONE);
    int kept = 0;
    for (int i = 0; i < 100_000; i++) {
      SamplingDecision decision = sampler.decide(Requests.exchange("GET", "/"), ids);
      kept += decision.sampled() ? 1 : 0;
      assertThat(decision.traceState()).isEqualTo(decision.sampled() ? "ot=th:ccccccccccccd" : "");
    }
    assertThat(kept / 100_000.0).isCloseTo(0.2, within(0.005));
  }

  @Test
  void samplersInARowKeepTheSameTraces() {
    LongSupplier ids = new Random(7)::nextLong;
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      Exchange first = Requests.exchange("GET", "/");
      SamplingDecision start =
          new Sampler(never(), expression("0.5"), never(), RunRandomness.NONE).decide(first, ids);
      Sampler.apply(start, first.request().headers());
      if (start.sampled()) {
        SamplingDecision same =
            new Sampler(expression("0.5"), never(), never(), RunRandomness.NONE).decide(first, ids);
        assertThat(same.sampled()).isTrue();
        SamplingDecision fewer =
            new Sampler(expression("0.25"), never(), never(), RunRandomness.NONE)
                .decide(first, ids);
        if (fewer.sampled()) {
          kept.add(String.valueOf(fewer.traceState()));
        }
      }
    }
    assertThat(kept.size() / 10_000.0).isCloseTo(0.25, within(0.02));
    assertThat(kept).containsOnly("ot=th:c");
  }

  private static SamplingExpression never() {
    return exchange -> 0;
  }

  @Test
  void tracesOfOneRunAreKeptOrDroppedTogether() {
    List<Boolean> kept = new ArrayList<>();
    List<String> states = new ArrayList<>();
    Random ids = new Random(7);
    for (int request = 0; request < 20; request++) {
      Exchange exchange = Requests.exchange("GET", "/v1/chat");
      SamplingDecision decision =
          new Sampler(never(), expression("0.5"), never(), headers -> 0x90_0000_0000_0000L)
              .decide(exchange, ids::nextLong);
      kept.add(decision.sampled());
      states.add(String.valueOf(decision.traceState()));
    }
    assertThat(kept).containsOnly(true);
    assertThat(states).containsOnly("ot=th:8;rv:90000000000000");
  }

  private static SamplingExpression expression(@Nullable String text) {
    if (text == null) {
      return SamplingExpression.UNSET;
    }
    double probability =
        text.equals("error") ? SamplingExpression.FAILED : Double.parseDouble(text);
    return exchange -> probability;
  }
}
