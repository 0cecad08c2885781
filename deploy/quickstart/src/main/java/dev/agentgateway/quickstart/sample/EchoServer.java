package dev.agentgateway.quickstart.sample;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers every request with what arrived: {@code {"method","path","headers":[[name,value]…],
 * "body"}}. The query parameters {@code status} and {@code delay} (milliseconds) change the answer.
 */
public final class EchoServer extends Handler.Abstract {

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ObjectNode answer = Json.object();
    answer.put("method", request.getMethod());
    answer.put("path", request.getHttpURI().getPathQuery());
    ArrayNode headers = answer.putArray("headers");
    for (HttpField field : request.getHeaders()) {
      headers.addArray().add(field.getName()).add(field.getValue());
    }
    try (InputStream body = Content.Source.asInputStream(request)) {
      answer.put("body", new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
    var query = Request.extractQueryParameters(request);
    EventStream.pause(java.time.Duration.ofMillis(number(query.getValue("delay"), 0)));
    Json.reply(response, callback, (int) number(query.getValue("status"), 200), answer);
    return true;
  }

  private static long number(@org.jspecify.annotations.Nullable String text, long otherwise) {
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
