package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.RouteAction.RetryConfig;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An Envoy retry policy to {@link RetryConfig}.
 *
 * @see <a
 *     href="https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on">x-envoy-retry-on</a>
 */
final class RetryDecoder {

  private final Findings findings;

  RetryDecoder(Findings findings) {
    this.findings = findings;
  }

  RetryConfig decode(RetryPolicy policy) {
    try (Findings.Scope _ = findings.at("retry_policy")) {
      findings.ignoreAllBut(
          policy,
          Set.of(
              "retry_on",
              "num_retries",
              "per_try_timeout",
              "retry_back_off",
              "retriable_status_codes"));
      Set<Integer> statuses = new HashSet<>();
      boolean onConnectFailure = false;
      boolean onReset = false;
      for (String condition : policy.getRetryOn().split(",", -1)) {
        switch (condition.strip()) {
          case "" -> {}
          case "5xx" -> {
            IntStream.range(500, 600).forEach(statuses::add);
            onConnectFailure = true;
            onReset = true;
          }
          case "gateway-error" -> statuses.addAll(Set.of(502, 503, 504));
          case "retriable-4xx" -> statuses.add(409);
          case "retriable-status-codes" -> statuses.addAll(policy.getRetriableStatusCodesList());
          case "connect-failure" -> onConnectFailure = true;
          case "reset", "reset-before-request" -> onReset = true;
          default -> findings.ignored("retry_on[" + condition.strip() + "]");
        }
      }
      return retry(policy, statuses, onConnectFailure, onReset);
    }
  }

  private RetryConfig retry(
      RetryPolicy policy, Set<Integer> statuses, boolean onConnectFailure, boolean onReset) {
    int attempts = policy.hasNumRetries() ? policy.getNumRetries().getValue() : 1;
    if (attempts < 0) {
      findings.problem("num_retries", Integer.toUnsignedString(attempts) + " (expected: 0 to 2³¹)");
    }
    Duration base = RetryConfig.NONE.backoff();
    Duration max = RetryConfig.NONE.maxBackoff();
    if (policy.hasRetryBackOff()) {
      var backOff = policy.getRetryBackOff();
      base =
          ProtoValues.duration(backOff.getBaseInterval(), "retry_back_off.base_interval", findings);
      max =
          backOff.hasMaxInterval()
              ? ProtoValues.duration(
                  backOff.getMaxInterval(), "retry_back_off.max_interval", findings)
              : base.multipliedBy(10);
      if (base.isZero() || max.compareTo(base) < 0) {
        findings.problem(
            "retry_back_off", base + " to " + max + " (expected: above zero, the smaller first)");
      }
    }
    return new RetryConfig(
        Math.max(0, attempts),
        statuses,
        onConnectFailure,
        onReset,
        ProtoValues.duration(policy.getPerTryTimeout(), "per_try_timeout", findings),
        base,
        max);
  }
}
