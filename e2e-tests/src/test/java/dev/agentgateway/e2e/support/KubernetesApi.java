package dev.agentgateway.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An API server, for what kubectl is too slow for. */
public final class KubernetesApi {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration AGAIN = Duration.ofMillis(100);

  private final URI base;
  private final String token;
  private final HttpClient http;

  /** Streams of a connection: an API server takes 100 at once, and watches have some. */
  private final Semaphore sending = new Semaphore(64);

  KubernetesApi(int port, Path certificate, String token) throws Exception {
    this.base = URI.create("https://127.0.0.1:" + port);
    this.token = token;
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      int count = 0;
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("api-server-" + count++, each);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(tls).build();
  }

  /** Sends an object as JSON; {@code method} is POST, PUT or PATCH (a merge). */
  public JsonNode send(String method, String path, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header(
                "content-type",
                method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> response;
    sending.acquire();
    try {
      response = http.send(request, BodyHandlers.ofString());
    } finally {
      sending.release();
    }
    if (response.statusCode() >= 300) {
      throw new IOException(method + " " + path + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /**
   * Hands every object that is there or changes to a consumer, some more than once, on a thread of
   * its own, for ever.
   */
  public void watch(String path, Consumer<JsonNode> objects) {
    HttpRequest request = request(path + "?watch=true&timeoutSeconds=3600").build();
    Thread.ofPlatform()
        .daemon()
        .name("watch")
        .start(
            () -> {
              while (true) {
                watchOnce(request, objects);
              }
            });
  }

  /** Until the API server ends it, as a busy one does. */
  private void watchOnce(HttpRequest request, Consumer<JsonNode> objects) {
    try (InputStream in = http.send(request, BodyHandlers.ofInputStream()).body();
        var events = JSON.readerFor(JsonNode.class).<JsonNode>readValues(in)) {
      while (events.hasNext()) {
        objects.accept(events.next().path("object"));
      }
    } catch (IOException | RuntimeException e) {
      LockSupport.parkNanos(AGAIN.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("authorization", "Bearer " + token);
  }
}
