package dev.agentgateway.dataplane.telemetry.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceParentTest {
  private static final String IDS = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";

  @ParameterizedTest
  @CsvSource({
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00,0",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,1",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03,3",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff,3",
    "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-09,1",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-holds,1",
  })
  void readsWhatItKnowsOfEveryVersion(String value, int flags) {
    TraceParent parent = Objects.requireNonNull(TraceParent.parse(value));
    assertThat(parent.flags()).isEqualTo(flags);
    assertThat(parent.format()).isEqualTo("00-" + IDS + "-0" + flags);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.x",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      })
  void refusesEverythingElse(String value) {
    assertThat(TraceParent.parse(value)).isNull();
  }

  @Test
  void keepsTheLeftHalfOfTheTraceId() {
    TraceParent parent = Objects.requireNonNull(TraceParent.parse("00-" + IDS + "-01"));
    assertThat(parent.traceHigh()).isEqualTo(0x0af7651916cd43ddL);
    assertThat(parent.traceLow()).isEqualTo(0x8448eb211c80319cL);
    assertThat(parent.spanId()).isEqualTo(0xb7ad6b7169203331L);
  }
}
