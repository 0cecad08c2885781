package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/**
 * A response of server-sent events, each flushed as it is written.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class EventStream implements AutoCloseable {
  private final OutputStream out;

  EventStream(Response response) {
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    out = Content.Sink.asOutputStream(response);
  }

  void send(JsonNode data) throws IOException {
    send(Json.text(data));
  }

  void send(String data) throws IOException {
    send(new LlmFormat.ServerEvent("", data));
  }

  void send(LlmFormat.ServerEvent event) throws IOException {
    String name = event.name().isEmpty() ? "" : "event: " + event.name() + "\n";
    out.write((name + "data: " + event.data() + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Lets time pass as a model or agent that thinks does. */
  static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
