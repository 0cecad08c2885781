package dev.agentgateway.controlplane.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers reviews by the token's hash. One that was accepted is not asked about for {@link
 * #FRESH}; while it cannot be reviewed anew it holds until the token ends. A refusal holds for
 * {@link #REFUSED}.
 *
 * <p>Threading: any thread; of those that bring the same token, one asks and the others wait.
 */
final class TokenCache implements TokenReviewer {

  static final Duration FRESH = Duration.ofMinutes(5);
  static final Duration REFUSED = Duration.ofSeconds(10);
  static final int MAX_TOKENS = 4096;

  private final TokenReviewer reviewer;
  private final Clock clock;
  private final ConcurrentHashMap<String, Object> asking = new ConcurrentHashMap<>();
  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX_TOKENS;
        }
      };

  TokenCache(TokenReviewer reviewer, Clock clock) {
    this.reviewer = reviewer;
    this.clock = clock;
  }

  private record Known(Review review, Instant at) {}

  @Override
  public Review review(String token) throws IOException {
    String hash = hash(token);
    Known fresh = fresh(hash);
    if (fresh != null) {
      return fresh.review();
    }
    synchronized (asking.computeIfAbsent(hash, _ -> new Object())) {
      try {
        Known meanwhile = fresh(hash);
        return meanwhile != null ? meanwhile.review() : ask(hash, token);
      } finally {
        asking.remove(hash);
      }
    }
  }

  private Review ask(String hash, String token) throws IOException {
    try {
      Review review = reviewer.review(token);
      synchronized (known) {
        known.put(hash, new Known(review, clock.instant()));
      }
      return review;
    } catch (IOException e) {
      Known entry = entry(hash);
      if (entry != null
          && entry.review() instanceof Review.Accepted(ProxyIdentity identity)
          && identity.expires().isAfter(clock.instant())) {
        return entry.review();
      }
      throw e;
    }
  }

  /** Null where it has to be asked about. */
  private @Nullable Known fresh(String hash) {
    Known entry = entry(hash);
    if (entry == null) {
      return null;
    }
    Instant until =
        switch (entry.review()) {
          case Review.Accepted(ProxyIdentity identity) -> {
            Instant asked = entry.at().plus(FRESH);
            yield asked.isBefore(identity.expires()) ? asked : identity.expires();
          }
          case Review.Refused _ -> entry.at().plus(REFUSED);
        };
    return until.isAfter(clock.instant()) ? entry : null;
  }

  private @Nullable Known entry(String hash) {
    synchronized (known) {
      return known.get(hash);
    }
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
