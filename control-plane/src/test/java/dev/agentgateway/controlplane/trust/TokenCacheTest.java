package dev.agentgateway.controlplane.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentgateway.controlplane.trust.TokenReviewer.Review;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenCacheTest {

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration LIFETIME = Duration.ofMinutes(12);

  private final SettableClock clock = new SettableClock();
  private final List<String> asked = new ArrayList<>();
  private boolean isReachable = true;
  private final TokenCache cache =
      new TokenCache(
          token -> {
            asked.add(token);
            if (!isReachable) {
              throw new IOException("connection refused");
            }
            return token.startsWith("good")
                ? new Review.Accepted(
                    new ProxyIdentity("ns", "edge", "edge-1", START.plus(LIFETIME)))
                : new Review.Refused("bad");
          },
          clock);

  @Test
  void anAcceptedTokenIsAskedAboutNowAndThen() throws Exception {
    assertThat(cache.review("good")).isInstanceOf(Review.Accepted.class);
    clock.now = START.plus(TokenCache.FRESH).minusSeconds(1);
    assertThat(cache.review("good")).isInstanceOf(Review.Accepted.class);
    assertThat(asked).hasSize(1);
    clock.now = START.plus(TokenCache.FRESH);
    assertThat(cache.review("good")).isInstanceOf(Review.Accepted.class);
    assertThat(asked).hasSize(2);
  }

  @Test
  void withoutAnApiServerAKnownTokenHoldsUntilItEndsAndNoOtherIsLetIn() throws Exception {
    cache.review("good");
    isReachable = false;
    clock.now = START.plus(TokenCache.FRESH).plusSeconds(1);
    assertThat(cache.review("good")).isInstanceOf(Review.Accepted.class);
    assertThatThrownBy(() -> cache.review("good too")).hasMessage("connection refused");
    clock.now = START.plus(LIFETIME);
    assertThatThrownBy(() -> cache.review("good")).hasMessage("connection refused");
  }

  @Test
  void aRefusalIsRememberedForAMoment() throws Exception {
    assertThat(cache.review("bad")).isEqualTo(new Review.Refused("bad"));
    assertThat(cache.review("bad")).isEqualTo(new Review.Refused("bad"));
    assertThat(asked).hasSize(1);
    clock.now = START.plus(TokenCache.REFUSED);
    cache.review("bad");
    assertThat(asked).hasSize(2);
  }

  @Test
  void neverMoreThanSoManyAreKept() throws Exception {
    cache.review("good");
    for (int i = 0; i < TokenCache.MAX_TOKENS; i++) {
      cache.review("bad" + i);
    }
    asked.clear();
    cache.review("good");
    assertThat(asked).containsExactly("good");
  }

  private static final class SettableClock extends Clock {
    private Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
