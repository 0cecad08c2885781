package dev.agentgateway.controlplane.traces;

import static dev.agentgateway.controlplane.traces.SampleSpans.request;
import static dev.agentgateway.controlplane.traces.SampleSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OtlpReceiverTest {

  private static final String PROTOBUF = "application/x-protobuf";

  private final TraceStore store = new TraceStore(TraceStore.DEFAULT_MAX_BYTES);
  private final OtlpReceiver receiver =
      new OtlpReceiver(anyPort(), anyPort(), store, Optional.empty());
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws IOException {
    receiver.startGrpc();
    receiver.startHttp();
  }

  @AfterEach
  void stop() {
    receiver.close();
    http.close();
  }

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  void takesSpansOverGrpcPlainAndCompressed() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", receiver.grpcPort()).usePlaintext().build();
    try {
      TraceServiceGrpc.TraceServiceBlockingStub stub = TraceServiceGrpc.newBlockingStub(channel);
      stub.export(request("a", span(SampleSpans.TRACE, 1, 0, "root", 0, 5)));
      stub.withCompression("gzip")
          .export(request("b", span(SampleSpans.TRACE, 2, 1, "child", 1, 2)));
    } finally {
      channel.shutdownNow();
    }
    assertThat(store.find(SampleSpans.TRACE).orElseThrow().spans()).hasSize(2);
  }

  @Test
  void saysOverGrpcHowManySpansItRefused() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", receiver.grpcPort()).usePlaintext().build();
    try {
      ExportTraceServiceResponse response =
          TraceServiceGrpc.newBlockingStub(channel)
              .export(request("a", span("0".repeat(32), 1, 0, "bad", 0, 5)));
      assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
      assertThat(response.getPartialSuccess().getErrorMessage()).contains("16 bytes");
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void takesProtobufOverHttpPlainAndCompressed() throws Exception {
    byte[] first = request("a", span(SampleSpans.TRACE, 1, 0, "root", 0, 5)).toByteArray();
    byte[] second = request("b", span(SampleSpans.TRACE, 2, 1, "child", 1, 2)).toByteArray();
    assertThat(post(PROTOBUF, "identity", first).statusCode()).isEqualTo(200);
    HttpResponse<byte[]> response = post(PROTOBUF, "gzip", gzip(second));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains(PROTOBUF);
    assertThat(store.find(SampleSpans.TRACE).orElseThrow().spans()).hasSize(2);
  }

  @Test
  void takesJsonWithHexIdsAndGivesTheSameBack() throws Exception {
    String json =
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"js"}}]},
         "scopeSpans":[{"spans":[{"traceId":"4BF92F3577B34DA6A3CE929D0E0E4736","spanId":"00f067aa0ba902b7",
          "parentSpanId":"00f067aa0ba902b8","name":"fetch","kind":3,"startTimeUnixNano":"1544712660000000000",
          "endTimeUnixNano":"1544712661000000000","unknownField":1}]}]}]}""";
    HttpResponse<byte[]> response =
        post("application/json; charset=utf-8", "identity", json.getBytes(StandardCharsets.UTF_8));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("{}");
    JsonNode trace = OtlpJson.write(store.find(SampleSpans.TRACE).orElseThrow().otlp());
    JsonNode span = trace.at("/resourceSpans/0/scopeSpans/0/spans/0");
    assertThat(span.get("traceId").asText()).isEqualTo(SampleSpans.TRACE);
    assertThat(span.get("spanId").asText()).isEqualTo("00f067aa0ba902b7");
    assertThat(span.get("parentSpanId").asText()).isEqualTo("00f067aa0ba902b8");
    assertThat(span.get("kind").isInt()).isTrue();
    assertThat(span.get("startTimeUnixNano").asText()).isEqualTo("1544712660000000000");
  }

  @Test
  void refusesWhatItCannotReadAndSaysWhy() throws Exception {
    assertThat(post("text/plain", "identity", new byte[0]).statusCode()).isEqualTo(415);
    assertThat(post(PROTOBUF, "br", new byte[0]).statusCode()).isEqualTo(415);
    assertThat(post(PROTOBUF, "identity", new byte[] {1, 2, 3}).statusCode()).isEqualTo(400);
    assertThat(post(PROTOBUF, "gzip", new byte[] {1, 2, 3, 4}).statusCode()).isEqualTo(400);
    HttpResponse<byte[]> badJson =
        post("application/json", "identity", "{".getBytes(StandardCharsets.UTF_8));
    assertThat(badJson.statusCode()).isEqualTo(400);
    assertThat(new String(badJson.body(), StandardCharsets.UTF_8)).contains("not JSON");
    assertThat(store.counts().receivedSpans()).isZero();
  }

  @Test
  void answersOtherMethodsAndPathsAsHttpSays() throws Exception {
    HttpResponse<Void> get =
        http.send(
            HttpRequest.newBuilder(uri("/v1/traces")).build(),
            HttpResponse.BodyHandlers.discarding());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("allow")).contains("POST");
    HttpResponse<Void> elsewhere =
        http.send(
            HttpRequest.newBuilder(uri("/v1/metrics")).build(),
            HttpResponse.BodyHandlers.discarding());
    assertThat(elsewhere.statusCode()).isEqualTo(404);
  }

  @Test
  void takesLargeRequests() throws Exception {
    ExportTraceServiceRequest.Builder large = ExportTraceServiceRequest.newBuilder();
    for (int i = 1; i <= 20_000; i++) {
      large.mergeFrom(request("a", span("%032x".formatted(i), i, 0, "span number " + i, i, 1)));
    }
    byte[] body = large.build().toByteArray();
    assertThat(post(PROTOBUF, "gzip", gzip(body)).statusCode()).isEqualTo(200);
    assertThat(store.counts().receivedSpans()).isEqualTo(20_000);
  }

  private HttpResponse<byte[]> post(String type, String encoding, byte[] body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri("/v1/traces"))
            .header("Content-Type", type)
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + receiver.httpPort() + path);
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }
}
