package dev.agentgateway.dataplane.telemetry.metrics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Writes metrics in Prometheus text format 0.0.4 or OpenMetrics 1.0, which has exemplars: per
 * family one {@link #family} and then its samples.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition
 *     formats</a>
 */
public final class PrometheusText {
  private static final @Nullable Exemplar[] NO_EXEMPLARS = {};
  private static final String TOTAL = "_total";

  private final StringBuilder out = new StringBuilder(16 * 1024);
  private final boolean isOpenMetrics;
  private String name = "";

  public PrometheusText(boolean isOpenMetrics) {
    this.isOpenMetrics = isOpenMetrics;
  }

  /** What a family's samples are. */
  public enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /** Begins a family. */
  public void family(String family, Type type, String help) {
    name = family;
    String kind =
        switch (type) {
          case COUNTER -> "counter";
          case GAUGE -> "gauge";
          case HISTOGRAM -> "histogram";
        };
    // In OpenMetrics a counter's family has its name without the suffix of its samples.
    String shown =
        isOpenMetrics && type == Type.COUNTER && family.endsWith(TOTAL)
            ? family.substring(0, family.length() - TOTAL.length())
            : family;
    out.append("# HELP ").append(shown).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(shown).append(' ').append(kind).append('\n');
  }

  /**
   * A sample of the family.
   *
   * @param labels as {@link #label} makes them, joined by commas; may be empty
   */
  public void sample(String labels, double value) {
    sample("", labels, value);
  }

  /** The same with a whole number. */
  public void sample(String labels, long value) {
    sample("", labels, (double) value);
  }

  /**
   * A histogram.
   *
   * @param bounds upper bounds
   * @param counts one more than bounds, not cumulative
   */
  public void histogram(String labels, double[] bounds, long[] counts, double sum) {
    histogram(labels, bounds, counts, sum, NO_EXEMPLARS);
  }

  /** The same with an exemplar per bucket, or none at all. */
  void histogram(
      String labels, double[] bounds, long[] counts, double sum, @Nullable Exemplar[] exemplars) {
    long cumulative = 0;
    String prefix = labels.isEmpty() ? "" : labels + ",";
    for (int i = 0; i < counts.length; i++) {
      cumulative += counts[i];
      String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
      sample("_bucket", prefix + label("le", bound), (double) cumulative);
      Exemplar exemplar = i < exemplars.length ? exemplars[i] : null;
      if (isOpenMetrics && exemplar != null) {
        exemplar(exemplar);
      }
    }
    sample("_sum", labels, sum);
    sample("_count", labels, (double) cumulative);
  }

  /** {@code name="value"}, escaped. */
  public static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + '"';
  }

  private void sample(String suffix, String labels, double value) {
    out.append(name).append(suffix);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(number(value)).append('\n');
  }

  /** Adds an exemplar to the sample just written. */
  private void exemplar(Exemplar exemplar) {
    out.setLength(out.length() - 1);
    out.append(" # {")
        .append(label("trace_id", exemplar.traceId()))
        .append("} ")
        .append(number(exemplar.value()))
        .append(' ')
        .append(BigDecimal.valueOf(exemplar.epochNanos(), 9).setScale(3, RoundingMode.DOWN))
        .append('\n');
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  @Override
  public String toString() {
    return isOpenMetrics ? out + "# EOF\n" : out.toString();
  }
}
