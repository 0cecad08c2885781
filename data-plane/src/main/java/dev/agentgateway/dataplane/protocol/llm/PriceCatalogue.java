package dev.agentgateway.dataplane.protocol.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost, by provider and model, in US dollars per million tokens:
 *
 * <pre>{@code
 * {"providers": {"openai": {"models": {"gpt-x": {
 *    "rates": {"input": "2.50", "output": "10", "cacheRead": "1.25"},
 *    "tiers": [{"contextOver": 200000, "rates": {"input": "5"}}]}}}}}
 * }</pre>
 *
 * <p>A model's rates are {@code input}, {@code output}, {@code cacheRead}, {@code cacheWrite},
 * {@code reasoning}, {@code inputAudio} and {@code outputAudio}, each a decimal text. A tier holds
 * for calls whose input exceeds its tokens; a rate that it does not name is the model's. Other
 * members are ignored.
 */
public final class PriceCatalogue {
  /** Nothing is known. */
  public static final PriceCatalogue EMPTY = new PriceCatalogue(Map.of(), List.of());

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** What a look-up came to; values of a metric's label. */
  public enum Status {
    /** The cost is known. */
    EXACT,
    /** The model is known, but not a rate that the call needs, or the call reported no tokens. */
    UNPRICED,
    /** The model is not known. */
    MISSING,
    /** There is no catalogue. */
    NO_CATALOGUE
  }

  /**
   * Answer of a look-up.
   *
   * @param cost there where the status is {@link Status#EXACT}
   * @param rates there where the model is known
   */
  public record Price(Status status, @Nullable LlmCost cost, @Nullable Rates rates) {}

  /**
   * A file of a catalogue.
   *
   * @param name for problems
   */
  public record Source(String name, String text) {}

  private final Map<String, Map<String, ModelPrices>> providers;
  private final List<String> problems;

  private PriceCatalogue(Map<String, Map<String, ModelPrices>> providers, List<String> problems) {
    this.providers = providers;
    this.problems = List.copyOf(problems);
  }

  /**
   * Reads sources, whose models are put together: of one that is in several the last is taken. What
   * cannot be read is left out and listed as a problem; nothing is thrown.
   */
  public static PriceCatalogue read(List<Source> sources) {
    Map<String, Map<String, ModelPrices>> providers = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (Source each : sources) {
      try {
        JsonNode root = JSON.readTree(each.text());
        readProviders(each.name() + ": ", root, providers, problems);
      } catch (JsonProcessingException e) {
        problems.add(
            each.name()
                + ": "
                + e.getOriginalMessage()
                + " at line "
                + e.getLocation().getLineNr()
                + " (expected: a JSON object)");
      }
    }
    return new PriceCatalogue(providers, problems);
  }

  /** What could not be read, each with its place and what was expected there. */
  public List<String> problems() {
    return problems;
  }

  /** Number of models with a price. */
  public int size() {
    return providers.values().stream().mapToInt(Map::size).sum();
  }

  /** What a call cost, by the model that answered or else the one that was asked for. */
  public Price price(LlmCall call) {
    return price(call.provider(), call.responseModel(), call.requestModel(), call.usage());
  }

  /**
   * What tokens cost. Names are looked up as they are: a model with a date in its name is not taken
   * for the one without, since their prices may differ.
   *
   * @param responseModel looked up first: it was the one that worked
   * @param requestModel looked up where the other is not known
   */
  public Price price(
      String provider,
      @Nullable String responseModel,
      @Nullable String requestModel,
      LlmUsage usage) {
    if (providers.isEmpty()) {
      return new Price(Status.NO_CATALOGUE, null, null);
    }
    Map<String, ModelPrices> models = providers.getOrDefault(provider, Map.of());
    ModelPrices prices = responseModel == null ? null : models.get(responseModel);
    if (prices == null && requestModel != null) {
      prices = models.get(requestModel);
    }
    if (prices == null) {
      return new Price(Status.MISSING, null, null);
    }
    LlmCost cost = prices.cost(usage);
    return new Price(cost == null ? Status.UNPRICED : Status.EXACT, cost, prices.rates(usage));
  }

  private static void readProviders(
      String file,
      JsonNode root,
      Map<String, Map<String, ModelPrices>> providers,
      List<String> problems) {
    if (!root.path("providers").isObject()) {
      problems.add(file + "/providers is missing or no object (expected: providers by name)");
      return;
    }
    for (Map.Entry<String, JsonNode> provider : root.path("providers").properties()) {
      String place = file + "/providers/" + provider.getKey() + "/models";
      JsonNode models = provider.getValue().path("models");
      if (!models.isObject()) {
        problems.add(place + " is missing or no object (expected: models by name)");
        continue;
      }
      Map<String, ModelPrices> known =
          providers.computeIfAbsent(provider.getKey(), name -> new HashMap<>());
      for (Map.Entry<String, JsonNode> model : models.properties()) {
        ModelPrices prices = readModel(place + "/" + model.getKey(), model.getValue(), problems);
        if (prices != null) {
          known.put(model.getKey(), prices);
        }
      }
    }
  }

  /** A model with all that it says, or null and a problem: half a price is a wrong one. */
  private static @Nullable ModelPrices readModel(
      String place, JsonNode model, List<String> problems) {
    int before = problems.size();
    Rates base = Rates.read(place + "/rates", model.path("rates"), Rates.NONE, problems);
    List<ModelPrices.Tier> tiers = new ArrayList<>();
    JsonNode listed = model.path("tiers");
    if (!listed.isMissingNode() && !listed.isNull() && !listed.isArray()) {
      problems.add(place + "/tiers is no array (expected: tiers)");
    }
    for (int i = 0; i < listed.size() && listed.isArray(); i++) {
      String tierPlace = place + "/tiers/" + i;
      JsonNode over = listed.get(i).path("contextOver");
      if (!over.isIntegralNumber() || over.asLong() < 0) {
        problems.add(
            tierPlace + "/contextOver: " + shown(over) + " (expected: a number of tokens)");
      }
      Rates rates = Rates.read(tierPlace + "/rates", listed.get(i).path("rates"), base, problems);
      tiers.add(new ModelPrices.Tier(over.asLong(), rates));
    }
    tiers.sort(Comparator.comparingLong(ModelPrices.Tier::contextOver).reversed());
    return problems.size() == before ? new ModelPrices(base, tiers) : null;
  }

  static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "missing" : node.toString();
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }
}
