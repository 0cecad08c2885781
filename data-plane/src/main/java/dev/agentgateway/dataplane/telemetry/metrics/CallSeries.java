package dev.agentgateway.dataplane.telemetry.metrics;

/**
 * What one event loop measured of calls that are alike.
 *
 * <p>Threading: one writer, any number of readers.
 */
interface CallSeries {

  /** Families of metrics of calls; those with bounds are histograms. */
  enum Family {
    TOKEN_USAGE(
        "agentgateway_gen_ai_client_token_usage",
        "Tokens of a call of a model.",
        1,
        4,
        16,
        64,
        256,
        1024,
        4096,
        16384,
        65536,
        262144,
        1048576,
        4194304,
        16777216,
        67108864),
    COST("agentgateway_gen_ai_client_cost_usd_total", "Cost of calls of models in US dollars."),
    REQUEST_DURATION(
        "agentgateway_gen_ai_server_request_duration",
        "Seconds from a call of a model to the end of its answer.",
        .01,
        .02,
        .04,
        .08,
        .16,
        .32,
        .64,
        1.28,
        2.56,
        5.12,
        10.24,
        20.48,
        40.96,
        81.92),
    TIME_PER_OUTPUT_TOKEN(
        "agentgateway_gen_ai_server_time_per_output_token",
        "Seconds per output token after the first of a streamed answer.",
        .001,
        .01,
        .025,
        .05,
        .075,
        .1,
        .15,
        .2,
        .3,
        .4,
        .5,
        .75,
        1,
        2.5),
    TIME_TO_FIRST_TOKEN(
        "agentgateway_gen_ai_server_time_to_first_token",
        "Seconds from a call of a model to the first chunk of a streamed answer.",
        .001,
        .005,
        .01,
        .02,
        .04,
        .06,
        .08,
        .1,
        .25,
        .5,
        .75,
        1,
        2.5,
        5,
        7.5,
        10),
    COST_LOOKUPS(
        "agentgateway_cost_catalog_lookups_total", "Look-ups of prices by what they came to."),
    BODIES_UNREAD(
        "agentgateway_gen_ai_bodies_unread_total",
        "Bodies of calls of models that passed without being read, or without being read whole."),
    AGENT_BODIES_UNREAD(
        "agentgateway_agent_bodies_unread_total",
        "Bodies of MCP and A2A that were not read, or not read whole."),
    MCP_REQUESTS("agentgateway_mcp_requests_total", "MCP messages of clients with a method."),
    MCP_SERVER_DURATION(
        "mcp_server_operation_duration_seconds",
        "Seconds from an MCP message of a client to the end of its answer.",
        Bounds.MCP),
    MCP_CLIENT_DURATION(
        "mcp_client_operation_duration_seconds",
        "Seconds from an MCP message to a target to the end of its answer.",
        Bounds.MCP),
    A2A_DURATION(
        "agentgateway_a2a_operation_duration_seconds",
        "Seconds from an A2A operation of a client to the end of its answer.",
        Bounds.MCP);

    private final String text;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // Never handed out of this package, never written.
    private final double[] bounds;

    Family(String text, String help, double... bounds) {
      this.text = text;
      this.help = help;
      this.bounds = bounds;
    }

    String text() {
      return text;
    }

    String help() {
      return help;
    }

    /** Upper bounds; none: a counter. */
    double[] bounds() {
      return bounds;
    }
  }

  void forEachHistogram(HistogramReader reader);

  void forEachCounter(CounterReader reader);

  /** Is told of histograms. */
  interface HistogramReader {
    void read(Family family, String labels, Histogram histogram);
  }

  /** Is told of counters that are not 0. */
  interface CounterReader {
    void read(Family family, String labels, double count);
  }

  /** Bounds that several families have. */
  final class Bounds {
    static final double[] MCP = {.01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60, 120, 300};

    private Bounds() {}
  }
}
