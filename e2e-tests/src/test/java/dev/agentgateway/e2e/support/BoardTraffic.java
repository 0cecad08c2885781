package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a quickstart's sample agent does not do of itself: failures of every kind, streams that stay
 * open, changes of the configuration, and a client of xDS that refuses these.
 */
public final class BoardTraffic implements AutoCloseable {
  private static final String NOWHERE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: nowhere, namespace: agentgateway-system}
      spec: {ports: [{name: http, port: 80}]}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: nowhere, namespace: agentgateway-system}
      spec:
        parentRefs: [{name: agentgateway-route}]
        rules:
        - matches: [{path: {type: PathPrefix, value: /nowhere}}]
          backendRefs: [{name: nowhere, port: 80}]
      """;

  private static final List<String> MESSAGES =
      List.of("Book a table.", "[[fail]] A table.", "[[slow 3000]] A table.");

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI gateway;
  private final Path routes;
  private final RefusingProxy refusing;
  private final List<Thread> threads;
  private volatile boolean stopped;

  private BoardTraffic(Quickstart quickstart) {
    gateway = quickstart.gateway();
    routes = quickstart.manifests().resolve("nowhere.yaml");
    refusing = RefusingProxy.start(quickstart.xdsPort(), "agentgateway-system/agentgateway-route");
    threads =
        List.of(
            Thread.startVirtualThread(this::requests), Thread.startVirtualThread(this::operations));
  }

  /** Begins. */
  public static BoardTraffic start(Quickstart quickstart) {
    return new BoardTraffic(quickstart);
  }

  private void requests() {
    for (int i = 0; !stopped; i++) {
      // Long enough for each change to be served.
      if (i % 100 == 0) {
        change(i / 100);
      }
      ask("/echo/board", "");
      ask("/echo/board?status=503", "");
      ask("/nowhere", "");
      ask("/v1/chat/completions", "{\"model\": \"sample-large\", \"messages\": [}");
    }
  }

  private void operations() {
    for (int i = 0; !stopped; i++) {
      ask(
          "/a2a",
          """
          {"jsonrpc": "2.0", "id": %1$d, "method": "message/stream", "params": {"message": {
            "kind": "message", "role": "user", "messageId": "m-%1$d",
            "parts": [{"kind": "text", "text": "%2$s"}]}}}"""
              .formatted(i, MESSAGES.get(i % MESSAGES.size())));
    }
  }

  /** Adds or takes away a backend, so that there is something to translate, push and refuse. */
  private void change(int i) {
    try {
      if (i % 2 == 0) {
        Files.writeString(routes, NOWHERE);
      } else {
        Files.delete(routes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ask(String path, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path));
    if (!body.isEmpty()) {
      request
          .POST(HttpRequest.BodyPublishers.ofString(body))
          .header("content-type", "application/json");
    }
    try {
      http.send(request.build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      // Counted by the gateway.
    } catch (InterruptedException e) {
      stopped = true;
    }
  }

  @Override
  public void close() {
    stopped = true;
    refusing.close();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
