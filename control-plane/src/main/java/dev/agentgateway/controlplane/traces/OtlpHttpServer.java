package dev.agentgateway.controlplane.traces;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * OTLP over HTTP: {@code POST /v1/traces} with protobuf or JSON, plain or gzip.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
final class OtlpHttpServer implements AutoCloseable {

  private static final String PATH = "/v1/traces";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  /** Requests read at once: bounds the memory that bodies take. */
  private static final int CONCURRENT_BODIES = 4;

  private static final int GRPC_INVALID_ARGUMENT = 3;

  private final InetSocketAddress address;
  private final SpanSink sink;
  private final ExecutorService executor;
  private final Semaphore bodies = new Semaphore(CONCURRENT_BODIES);
  private @Nullable HttpServer server;

  OtlpHttpServer(InetSocketAddress address, SpanSink sink, ExecutorService executor) {
    this.address = address;
    this.sink = sink;
    this.executor = executor;
  }

  void start() throws IOException {
    HttpServer starting;
    try {
      starting = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException("cannot listen for OTLP/HTTP on " + address + ": " + e.getMessage(), e);
    }
    starting.setExecutor(executor);
    starting.createContext("/", this::handle);
    starting.start();
    server = starting;
  }

  int port() {
    HttpServer running = server;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running.getAddress().getPort();
  }

  @Override
  public void close() {
    HttpServer running = server;
    if (running != null) {
      running.stop(0);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String type = contentType(exchange);
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        fail(exchange, 404, type, "unknown path (expected: " + PATH + ")");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        exchange.getResponseHeaders().set("Allow", "POST");
        fail(exchange, 405, type, "method " + exchange.getRequestMethod() + " (expected: POST)");
      } else if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
        fail(exchange, 415, type, "Content-Type (expected: " + PROTOBUF + " or " + JSON + ")");
      } else {
        receive(exchange, type);
      }
    }
  }

  private void receive(HttpExchange exchange, String type) throws IOException {
    bodies.acquireUninterruptibly();
    try {
      byte[] body = body(exchange);
      if (body.length > OtlpReceiver.MAX_REQUEST_BYTES) {
        fail(exchange, 413, type, "the body has over " + OtlpReceiver.MAX_REQUEST_BYTES + " bytes");
        return;
      }
      answer(exchange, 200, type, sink.accept(parse(body, type)));
    } catch (UnsupportedEncoding e) {
      fail(exchange, 415, type, e.getMessage());
    } catch (InvalidProtocolBufferException | ZipException e) {
      fail(exchange, 400, type, "cannot read the body: " + e.getMessage());
    } finally {
      bodies.release();
    }
  }

  /** The body, cut one byte above the limit. */
  private static byte[] body(HttpExchange exchange) throws IOException {
    String encoding = header(exchange, "Content-Encoding");
    InputStream raw = exchange.getRequestBody();
    InputStream decoded =
        switch (encoding) {
          case "", "identity" -> raw;
          case "gzip" -> new GZIPInputStream(raw, 1 << 16);
          default -> throw new UnsupportedEncoding(encoding);
        };
    return decoded.readNBytes(OtlpReceiver.MAX_REQUEST_BYTES + 1);
  }

  private static ExportTraceServiceRequest parse(byte[] body, String type)
      throws InvalidProtocolBufferException {
    if (type.equals(PROTOBUF)) {
      return ExportTraceServiceRequest.parseFrom(body);
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    OtlpJson.read(new String(body, StandardCharsets.UTF_8), request);
    return request.build();
  }

  private static void fail(HttpExchange exchange, int status, String type, @Nullable String why)
      throws IOException {
    Status message =
        Status.newBuilder().setCode(GRPC_INVALID_ARGUMENT).setMessage(String.valueOf(why)).build();
    answer(exchange, status, type, message);
  }

  private static void answer(HttpExchange exchange, int status, String type, Message message)
      throws IOException {
    boolean binary = type.equals(PROTOBUF);
    byte[] body =
        binary
            ? message.toByteArray()
            : OtlpJson.write(message).toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", binary ? PROTOBUF : JSON);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static String contentType(HttpExchange exchange) {
    String value = header(exchange, "Content-Type");
    int parameters = value.indexOf(';');
    return parameters < 0 ? value : value.substring(0, parameters).strip();
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
  }

  /** A content encoding that we do not know. */
  private static final class UnsupportedEncoding extends IOException {
    UnsupportedEncoding(String encoding) {
      super("Content-Encoding: " + encoding + " (expected: gzip or identity)");
    }
  }
}
