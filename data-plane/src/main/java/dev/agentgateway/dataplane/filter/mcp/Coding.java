package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.filter.ContentDecoder;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import org.jspecify.annotations.Nullable;

/**
 * How a response carries messages, and what has to be undone to read them.
 *
 * @param kind {@code OTHER} where its coding is not known
 * @param decoder null: nothing is coded, or nothing can be read
 * @param isUnknown whether it is coded and cannot be read
 */
record Coding(Kind kind, @Nullable ContentDecoder decoder, boolean isUnknown) {

  static Coding of(Headers response, int maxMessageBytes) {
    String coding = response.get(McpHeaders.CONTENT_ENCODING);
    Kind kind = Kind.of(response.get(McpHeaders.CONTENT_TYPE));
    if (!ContentDecoder.isCoding(coding)) {
      return new Coding(kind, null, false);
    }
    ContentDecoder decoder = ContentDecoder.of(coding, maxMessageBytes);
    return new Coding(decoder == null ? Kind.OTHER : kind, decoder, decoder == null);
  }
}
