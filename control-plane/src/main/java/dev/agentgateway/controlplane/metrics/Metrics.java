package dev.agentgateway.controlplane.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the control plane counts while it works. Any thread may count; nothing blocks. */
public final class Metrics {

  private static final List<Double> SECONDS =
      List.of(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0);

  private final Distribution translation = new Distribution();
  private final Map<String, LongAdder> pushes = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> pushedResources = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> nacks = new ConcurrentSkipListMap<>();
  private final Map<String, Distribution> acknowledgement = new ConcurrentSkipListMap<>();
  private volatile Supplier<Optional<Instant>> certificateExpires = Optional::empty;
  private volatile LongSupplier refusedForToken = () -> 0;

  /** Counts a run of the translation. */
  public void translated(Duration took) {
    translation.add(seconds(took));
  }

  /**
   * Counts a response sent to a proxy.
   *
   * @param type short name of the resource type
   * @param resources changed and removed ones in it
   */
  public void pushed(String type, int resources) {
    pushes.computeIfAbsent(type, _ -> new LongAdder()).increment();
    pushedResources.computeIfAbsent(type, _ -> new LongAdder()).add(resources);
  }

  /** Counts a response that a proxy acknowledged so long after it was sent. */
  public void acknowledged(String type, Duration after) {
    acknowledgement.computeIfAbsent(type, _ -> new Distribution()).add(seconds(after));
  }

  /** Counts a response that a proxy refused, wholly or in part. */
  public void refused(String type) {
    nacks.computeIfAbsent(type, _ -> new LongAdder()).increment();
  }

  /**
   * Shows how proxies and the control plane know each other.
   *
   * @param expires when the certificate of the xDS port ends; empty: there is none
   * @param refusedCalls calls whose token was missing or not good
   */
  public void watchTrust(Supplier<Optional<Instant>> expires, LongSupplier refusedCalls) {
    certificateExpires = expires;
    refusedForToken = refusedCalls;
  }

  void writeTo(PrometheusText out) {
    out.single(
        "agentgateway_xds_refused_calls_total",
        "counter",
        "xDS and report streams refused for a missing or bad token.",
        refusedForToken.getAsLong());
    certificateExpires
        .get()
        .ifPresent(
            end ->
                out.single(
                    "agentgateway_xds_certificate_expiry_timestamp_seconds",
                    "gauge",
                    "When the certificate of the xDS port ends, in Unix time.",
                    end.getEpochSecond()));
    out.family(
        "agentgateway_control_plane_translation_seconds", "histogram", "Runs of the translation.");
    translation.writeTo(out, "agentgateway_control_plane_translation_seconds", "");
    counters(out, "agentgateway_xds_pushes_total", "xDS responses sent.", pushes);
    counters(
        out,
        "agentgateway_xds_pushed_resources_total",
        "Resources in xDS responses, removals included.",
        pushedResources);
    counters(out, "agentgateway_xds_nacks_total", "xDS responses that a proxy refused.", nacks);
    String ack = "agentgateway_xds_acknowledgement_seconds";
    out.family(ack, "histogram", "From sending an xDS response to its acknowledgement.");
    acknowledgement.forEach((type, times) -> times.writeTo(out, ack, type));
  }

  private static void counters(
      PrometheusText out, String name, String help, Map<String, LongAdder> byType) {
    out.family(name, "counter", help);
    byType.forEach((type, count) -> out.sample(name, count.sum(), "type", type));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** A histogram in seconds. */
  private static final class Distribution {
    private final List<LongAdder> buckets = SECONDS.stream().map(_ -> new LongAdder()).toList();
    private final LongAdder count = new LongAdder();
    private final DoubleAdder sum = new DoubleAdder();

    void add(double value) {
      for (int i = 0; i < buckets.size(); i++) {
        if (value <= SECONDS.get(i)) {
          buckets.get(i).increment();
        }
      }
      count.increment();
      sum.add(value);
    }

    void writeTo(PrometheusText out, String name, String type) {
      String[] labels = type.isEmpty() ? new String[0] : new String[] {"type", type};
      for (int i = 0; i < buckets.size(); i++) {
        out.sample(name + "_bucket", buckets.get(i).sum(), with(labels, SECONDS.get(i).toString()));
      }
      long total = count.sum();
      out.sample(name + "_bucket", total, with(labels, "+Inf"));
      out.sample(name + "_sum", sum.sum(), labels);
      out.sample(name + "_count", total, labels);
    }

    private static String[] with(String[] labels, String bound) {
      String[] result = Arrays.copyOf(labels, labels.length + 2);
      result[labels.length] = "le";
      result[labels.length + 1] = bound;
      return result;
    }
  }
}
