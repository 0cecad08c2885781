package dev.agentgateway.dataplane.telemetry.metrics;

import java.util.Set;

/**
 * Which models may be values of labels: those of the configuration and of the price catalogue.
 *
 * <p>Threading: safe to share.
 */
public final class ModelNames {
  private final Priced priced;
  private volatile Set<String> configured = Set.of();

  /**
   * @param priced whether the price catalogue has a model
   */
  public ModelNames(Priced priced) {
    this.priced = priced;
  }

  /** Takes the models that the configuration names. */
  public void configure(Set<String> models) {
    configured = Set.copyOf(models);
  }

  /** The model, or {@link LabelValues#OTHER} where nothing but a request or answer names it. */
  String label(String provider, String model) {
    return configured.contains(model) || priced.has(provider, model) ? model : LabelValues.OTHER;
  }

  /** Knows models with prices. */
  @FunctionalInterface
  public interface Priced {
    boolean has(String provider, String model);
  }
}
