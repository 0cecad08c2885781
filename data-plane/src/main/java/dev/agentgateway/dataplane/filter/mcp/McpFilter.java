package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.config.McpConfig;
import dev.agentgateway.dataplane.exchange.Framing;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.RequestReceiver;
import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.filter.FilterContext;
import dev.agentgateway.dataplane.protocol.mcp.McpStreamReader.Kind;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions;
import dev.agentgateway.dataplane.protocol.mcp.McpVersions.Era;
import org.jspecify.annotations.Nullable;

/**
 * Forwards requests to MCP servers: Streamable HTTP of every version.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports">Transports</a>
 */
public final class McpFilter {
  private McpFilter() {}

  /**
   * Begins to forward a request.
   *
   * @return where its body goes; null where it was answered already
   */
  public static @Nullable RequestReceiver open(FilterContext context, McpConfig config) {
    McpRequest request = new McpRequest(context, config);
    Headers fields = context.request().headers();
    switch (context.request().method()) {
      case "POST" -> {
        if (Kind.of(fields.get(McpHeaders.CONTENT_TYPE)) != Kind.JSON) {
          request.refuse(415, "Content-Type must be application/json");
        } else if (!request.isVerbatim()
            && !(McpHeaders.accepts(fields, "application/json")
                && McpHeaders.accepts(fields, "text/event-stream"))) {
          request.refuse(406, "Accept must allow application/json and text/event-stream");
        } else if (context.framing() == Framing.NONE) {
          request.requestEnd(new Headers());
        } else if (fields.contains(McpHeaders.EXPECT)) {
          // The body is wanted here, whatever targets say of it.
          ResponseHead proceed = new ResponseHead();
          proceed.setStatus(100, "Continue");
          context.receiver().informational(proceed);
          context.receiver().flushResponse();
        }
      }
      case "GET" -> {
        if (config.stateless() || (!request.isVerbatim() && isModern(fields))) {
          request.refuseMethod("POST");
        } else if (!request.isVerbatim() && !McpHeaders.accepts(fields, "text/event-stream")) {
          request.refuse(406, "Accept must allow text/event-stream");
        } else {
          request.withoutBody();
        }
      }
      case "DELETE" -> {
        if (config.stateless() || (!request.isVerbatim() && isModern(fields))) {
          request.refuseMethod("POST");
        } else {
          request.withoutBody();
        }
      }
      default -> request.refuseMethod("GET, POST, DELETE");
    }
    return request.isEnded() ? null : request;
  }

  private static boolean isModern(Headers fields) {
    return McpVersions.era(fields.get(McpHeaders.VERSION)) == Era.MODERN;
  }
}
