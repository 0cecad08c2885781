package dev.agentgateway.dataplane.protocol.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.protocol.llm.PriceCatalogue.Source;
import dev.agentgateway.dataplane.protocol.llm.PriceCatalogue.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PriceCatalogueTest {
  private static final String RATES =
      """
      {"comment": "x", "providers": {
        "openai": {"models": {
          "gpt-x": {"rates": {"input": "2.50", "output": "10", "cacheRead": "1.25",
              "reasoning": "20", "inputAudio": "40", "outputAudio": "80"},
            "tiers": [{"contextOver": 1000, "rates": {"input": "5"}},
              {"contextOver": 200000, "rates": {"input": "7.5", "cacheRead": "3"}}]},
          "embedding": {"rates": {"input": 0.02}},
          "free": {"rates": {"input": "0", "output": "0.0"}}}},
        "anthropic": {"models": {
          "claude-x": {"rates": {"input": "3", "output": "15", "cacheRead": "0.30",
              "cacheWrite": "3.75"}}}}}}
      """;

  private final PriceCatalogue catalogue = read(RATES);

  @Test
  void eachTokenIsPricedOnce() {
    LlmUsage usage = usage(false, 900, 300);
    usage.cacheRead = 400;
    usage.cacheWrite = 100;
    usage.reasoning = 50;
    usage.inputAudio = 20;
    usage.outputAudio = 10;
    LlmCost cost = cost("openai", "gpt-x", usage);
    assertThat(LlmCost.decimal(cost.input())).isEqualTo("0.0012");
    assertThat(LlmCost.decimal(cost.cacheRead())).isEqualTo("0.0005");
    assertThat(cost.cacheWrite()).isZero();
    assertThat(LlmCost.decimal(cost.inputAudio())).isEqualTo("0.0008");
    assertThat(LlmCost.decimal(cost.reasoning())).isEqualTo("0.001");
    assertThat(LlmCost.decimal(cost.outputAudio())).isEqualTo("0.0008");
    assertThat(LlmCost.decimal(cost.output())).isEqualTo("0.0024");
    assertThat(LlmCost.decimal(cost.total())).isEqualTo("0.0067");
    assertThat(LlmCost.dollars(cost.total())).isEqualTo(0.0067);
    assertThat(LlmCost.decimal(0)).isEqualTo("0");
  }

  @Test
  void readsAndWritesOfACacheArePricedBesideTheRest() {
    LlmUsage usage = usage(true, 1000, 100);
    usage.cacheRead = 2000;
    usage.cacheWrite = 400;
    LlmCost cost = cost("anthropic", "claude-x", usage);
    assertThat(LlmCost.decimal(cost.input())).isEqualTo("0.003");
    assertThat(LlmCost.decimal(cost.cacheRead())).isEqualTo("0.0006");
    assertThat(LlmCost.decimal(cost.cacheWrite())).isEqualTo("0.0015");
    assertThat(LlmCost.decimal(cost.output())).isEqualTo("0.0015");
  }

  @ParameterizedTest
  @CsvSource({"1000,0.0025", "1001,0.005005", "200000,1", "200001,1.5000075"})
  void muchInputIsPricedByItsTier(long input, String expected) {
    LlmUsage usage = usage(false, input, 0);
    assertThat(LlmCost.decimal(cost("openai", "gpt-x", usage).total())).isEqualTo(expected);
  }

  @Test
  void aTierKeepsTheRatesThatItDoesNotName() {
    LlmUsage usage = usage(false, 2000, 10);
    usage.cacheRead = 2000;
    LlmCost cost = cost("openai", "gpt-x", usage);
    assertThat(LlmCost.decimal(cost.cacheRead())).isEqualTo("0.0025");
    assertThat(LlmCost.decimal(cost.output())).isEqualTo("0.0001");
  }

  @ParameterizedTest
  @CsvSource({
    "openai,gpt-x,,EXACT",
    "openai,gpt-x-2026-01-01,gpt-x,EXACT",
    "openai,,gpt-x,EXACT",
    "openai,gpt-x-2026-01-01,,MISSING",
    "openai,,,MISSING",
    "anthropic,gpt-x,,MISSING",
    "elsewhere,gpt-x,,MISSING",
    "openai,embedding,,UNPRICED",
    "openai,free,,EXACT",
  })
  void anUnknownPriceIsNoPrice(
      String provider, @Nullable String response, @Nullable String request, Status status) {
    PriceCatalogue.Price price = catalogue.price(provider, response, request, usage(false, 10, 10));
    assertThat(price.status()).isEqualTo(status);
    assertThat(price.cost() != null).isEqualTo(status == Status.EXACT);
  }

  @Test
  void aCallWithoutTokensHasNoPrice() {
    assertThat(catalogue.price("openai", "gpt-x", null, new LlmUsage(false)).status())
        .isEqualTo(Status.UNPRICED);
    assertThat(PriceCatalogue.EMPTY.price("openai", "gpt-x", null, usage(false, 1, 1)).status())
        .isEqualTo(Status.NO_CATALOGUE);
  }

  @Test
  void onlyInputNeedsARateWhereThereIsNoOutput() {
    LlmUsage usage = new LlmUsage(false);
    usage.reportedInput = 8;
    assertThat(LlmCost.decimal(cost("openai", "embedding", usage).total())).isEqualTo("0.00000016");
  }

  @Test
  void theLastSourceOfAModelCounts() {
    PriceCatalogue merged =
        PriceCatalogue.read(
            List.of(
                new Source("a", RATES),
                new Source(
                    "b",
                    "{\"providers\":{\"openai\":{\"models\":{\"free\":{\"rates\":"
                        + "{\"input\":\"1\",\"output\":\"1\"}},\"new\":{\"rates\":{}}}}}}")));
    assertThat(merged.problems()).isEmpty();
    assertThat(merged.size()).isEqualTo(5);
    assertThat(
            Objects.requireNonNull(merged.price("openai", "free", null, usage(false, 1, 1)).cost())
                .total())
        .isEqualTo(2_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{|at line 1 (expected: a JSON object)",
        "[]|prices.json: /providers is missing",
        "{\"providers\":[]}|prices.json: /providers is missing or no object",
        "{\"providers\":{\"p\":{}}}|/providers/p/models is missing or no object",
        "{\"providers\":{\"p\":{\"models\":{\"m\":{}}}}}|/providers/p/models/m/rates is missing",
        "{\"providers\":{\"p\":{\"models\":{\"m\":{\"rates\":{\"input\":\"two\"}}}}}}"
            + "|/m/rates/input: \"two\" (expected: US dollars per million tokens, as \"2.50\")",
        "{\"providers\":{\"p\":{\"models\":{\"m\":{\"rates\":{\"output\":\"-1\"}}}}}}"
            + "|/m/rates/output: \"-1\" (expected",
        "{\"providers\":{\"p\":{\"models\":{\"m\":{\"rates\":{\"output\":\"1e-99999999\"}}}}}}"
            + "|/m/rates/output: \"1e-99999999\" (expected",
        "{\"providers\":{\"p\":{\"models\":{\"m\":{\"rates\":{},\"tiers\":[{\"rates\":{}}]}}}}}"
            + "|/m/tiers/0/contextOver: missing (expected: a number of tokens)",
        "{\"providers\":{\"p\":{\"models\":{\"m\":{\"rates\":{},\"tiers\":{}}}}}}"
            + "|/m/tiers is no array",
      })
  void saysWhatIsWrongAndWhere(String text, String problem) {
    PriceCatalogue broken = PriceCatalogue.read(List.of(new Source("prices.json", text)));
    assertThat(broken.problems()).hasSize(1);
    assertThat(broken.problems().getFirst()).startsWith("prices.json: ").contains(problem);
    assertThat(broken.size()).isZero();
  }

  @Test
  void theSampleKnowsTheModelsOfTheQuickstart() throws IOException {
    PriceCatalogue sample =
        PriceCatalogue.read(
            List.of(
                new Source("list", Files.readString(Path.of("../deploy/prices/catalogue.json"))),
                new Source(
                    "quickstart", Files.readString(Path.of("../deploy/prices/quickstart.json")))));
    assertThat(sample.problems()).isEmpty();
    for (String model :
        List.of("sample-small", "sample-large", "sample-slow", "sample-busy", "sample-reasoning")) {
      assertThat(sample.price("custom", model, null, usage(false, 1, 1)).status())
          .isEqualTo(Status.EXACT);
    }
  }

  private LlmCost cost(String provider, String model, LlmUsage usage) {
    return Objects.requireNonNull(catalogue.price(provider, model, null, usage).cost());
  }

  private static LlmUsage usage(boolean inputExcludesCache, long input, long output) {
    LlmUsage usage = new LlmUsage(inputExcludesCache);
    usage.reportedInput = input;
    usage.reportedOutput = output;
    return usage;
  }

  private static PriceCatalogue read(String text) {
    PriceCatalogue read = PriceCatalogue.read(List.of(new Source("test", text)));
    assertThat(read.problems()).isEmpty();
    return read;
  }
}
