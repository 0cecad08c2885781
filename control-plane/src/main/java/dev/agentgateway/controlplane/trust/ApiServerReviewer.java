package dev.agentgateway.controlplane.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the API server by a TokenReview, with few requests at once. */
final class ApiServerReviewer implements TokenReviewer {

  private static final Pattern USER = Pattern.compile("system:serviceaccount:([^:]+):([^:]+)");
  private static final String POD = "authentication.kubernetes.io/pod-name";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a token that does not say when it ends. */
  private static final Duration UNKNOWN_LIFETIME = Duration.ofMinutes(5);

  private static final int MAX_AT_ONCE = 8;
  private static final long MAX_WAIT_SECONDS = 5;

  private final KubernetesClient client;
  private final String audience;
  private final Clock clock;
  private final Semaphore atOnce = new Semaphore(MAX_AT_ONCE);

  ApiServerReviewer(KubernetesClient client, String audience, Clock clock) {
    this.client = client;
    this.audience = audience;
    this.clock = clock;
  }

  @Override
  public Review review(String token) throws IOException {
    TokenReview request =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(audience)
            .endSpec()
            .build();
    boolean may = false;
    try {
      may = atOnce.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
      if (!may) {
        throw new IOException("too many tokens at once");
      }
      return read(client.authentication().v1().tokenReviews().create(request).getStatus(), token);
    } catch (KubernetesClientException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", e);
    } finally {
      if (may) {
        atOnce.release();
      }
    }
  }

  private Review read(TokenReviewStatus status, String token) {
    boolean valid =
        Boolean.TRUE.equals(status.getAuthenticated())
            && Objects.requireNonNullElse(status.getAudiences(), List.<String>of())
                .contains(audience);
    if (!valid) {
      String reason = Objects.requireNonNullElse(status.getError(), "not for audience " + audience);
      return new Review.Refused(reason);
    }
    UserInfo user = status.getUser();
    Matcher matcher = USER.matcher(Objects.requireNonNullElse(user.getUsername(), ""));
    if (!matcher.matches()) {
      return new Review.Refused(
          "it is the token of " + user.getUsername() + " (expected: of a ServiceAccount)");
    }
    Map<String, List<String>> extra = Objects.requireNonNullElse(user.getExtra(), Map.of());
    return new Review.Accepted(
        new ProxyIdentity(
            matcher.group(1),
            matcher.group(2),
            String.join(",", extra.getOrDefault(POD, List.of())),
            expires(token)));
  }

  /** By the token's own word, which the API server has vouched for. */
  private Instant expires(String token) {
    try {
      byte[] claims =
          Base64.getUrlDecoder().decode(token.split("\\.", -1)[1].getBytes(StandardCharsets.UTF_8));
      JsonNode expires = JSON.readTree(claims).path("exp");
      if (expires.isNumber()) {
        return Instant.ofEpochSecond(expires.asLong());
      }
    } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      // Not a JWT.
    }
    return clock.instant().plus(UNKNOWN_LIFETIME);
  }
}
