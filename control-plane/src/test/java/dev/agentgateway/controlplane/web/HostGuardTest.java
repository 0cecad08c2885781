package dev.agentgateway.controlplane.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HostGuardTest {

  private final WebServer server =
      new WebServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          Set.of("dashboard.example"),
          List.of(WebRoute.get("/", _ -> Response.of(200, "text/plain", "hello"))));

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersLoopbackItsOwnAddressAndTheNamesThatItWasTold() throws IOException {
    assertThat(status("Host: localhost:" + server.port())).isEqualTo(200);
    assertThat(status("Host: 127.0.0.1")).isEqualTo(200);
    assertThat(status("Host: [::1]:99")).isEqualTo(200);
    assertThat(status("Host: Dashboard.Example:80")).isEqualTo(200);
  }

  @Test
  void refusesANameThatWasMadeToPointHere() throws IOException {
    assertThat(status("Host: evil.example")).isEqualTo(403);
    assertThat(status("Host: localhost.evil.example")).isEqualTo(403);
    assertThat(status("Host: 10.1.2.3")).isEqualTo(403);
    assertThat(status("Host: not a host")).isEqualTo(403);
  }

  @Test
  void openServerAnswersByEveryName() throws IOException {
    try (WebServer open =
        WebServer.openToEveryName(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(WebRoute.get("/", _ -> Response.of(200, "text/plain", "hello"))))) {
      open.start();
      assertThat(status(open.port(), "Host: control-plane.example.svc:15081")).isEqualTo(200);
    }
  }

  @Test
  void refusesForeignOrigins() throws IOException {
    assertThat(status("Host: localhost\r\nOrigin: http://localhost:3000")).isEqualTo(200);
    assertThat(status("Host: localhost\r\nOrigin: https://evil.example")).isEqualTo(403);
    assertThat(status("Host: localhost\r\nOrigin: null")).isEqualTo(403);
  }

  private int status(String headers) throws IOException {
    return status(server.port(), headers);
  }

  private static int status(int port, String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return Integer.parseInt(in.readLine().split(" ", 3)[1]);
    }
  }
}
