package dev.agentgateway.dataplane.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentgateway.dataplane.protocol.llm.LlmCall;
import dev.agentgateway.dataplane.protocol.llm.LlmCapture;
import dev.agentgateway.dataplane.protocol.llm.LlmFormat;
import dev.agentgateway.dataplane.protocol.llm.LlmRequest;
import dev.agentgateway.dataplane.protocol.llm.LlmResponseReader;
import io.netty.buffer.Unpooled;

/** Calls of models as their readers fill them in. */
final class Inferences {
  private static final LlmCapture ALL = new LlmCapture(true, true, true);

  private Inferences() {}

  /** A call to provider openai whose texts are captured. */
  static LlmCall call(LlmFormat format, String request) {
    return new LlmCall(
        LlmRequest.read(format, Unpooled.copiedBuffer(request, UTF_8), ALL), "openai", null);
  }

  /** Reads a whole answer with status 200. */
  static void answer(LlmCall call, String type, String body, boolean cut) {
    LlmResponseReader reader =
        new LlmResponseReader(call, 200, type, ALL, false, 1 << 16, System.nanoTime());
    reader.read(Unpooled.copiedBuffer(body, UTF_8), System.nanoTime());
    reader.end(cut).release();
  }
}
