package dev.agentgateway.dataplane.protocol.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Price of a token of each kind in 10<sup>-12</sup> US dollars; {@link #UNKNOWN} where the
 * catalogue has none.
 */
public record Rates(
    long input,
    long output,
    long cacheRead,
    long cacheWrite,
    long reasoning,
    long inputAudio,
    long outputAudio) {

  static final long UNKNOWN = -1;
  private static final double PER_DOLLAR = 1e6;
  static final Rates NONE =
      new Rates(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);

  /** At most 9,999.99 dollars per million tokens, so that sums stay within the range of a long. */
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,12})?");

  private static final int SCALE = 6;

  /** A rate in US dollars per million tokens; null where the catalogue has none. */
  public static @Nullable Double perMillion(long rate) {
    return rate == UNKNOWN ? null : rate / PER_DOLLAR;
  }

  /** Rates of an object, and others where it does not say. */
  static Rates read(String place, JsonNode rates, Rates otherwise, List<String> problems) {
    if (!rates.isObject()) {
      problems.add(place + " is missing or no object (expected: rates by kind of token)");
      return otherwise;
    }
    return new Rates(
        rate(place, rates, "input", otherwise.input, problems),
        rate(place, rates, "output", otherwise.output, problems),
        rate(place, rates, "cacheRead", otherwise.cacheRead, problems),
        rate(place, rates, "cacheWrite", otherwise.cacheWrite, problems),
        rate(place, rates, "reasoning", otherwise.reasoning, problems),
        rate(place, rates, "inputAudio", otherwise.inputAudio, problems),
        rate(place, rates, "outputAudio", otherwise.outputAudio, problems));
  }

  private static long rate(
      String place, JsonNode rates, String name, long otherwise, List<String> problems) {
    JsonNode node = rates.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if ((node.isTextual() || node.isNumber()) && DECIMAL.matcher(node.asText()).matches()) {
      BigDecimal dollars = new BigDecimal(node.asText());
      return dollars.setScale(SCALE, RoundingMode.HALF_UP).unscaledValue().longValueExact();
    }
    problems.add(
        place
            + "/"
            + name
            + ": "
            + PriceCatalogue.shown(node)
            + " (expected: US dollars per million tokens, as \"2.50\")");
    return otherwise;
  }
}
