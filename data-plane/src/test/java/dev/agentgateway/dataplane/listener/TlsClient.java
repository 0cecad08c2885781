package dev.agentgateway.dataplane.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A client that trusts everybody and tells whom it spoke to. */
final class TlsClient implements AutoCloseable {
  private final SSLSocket socket;
  private final RawConnection connection;

  private TlsClient(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.connection = new RawConnection(socket);
  }

  /**
   * Connects and shakes hands.
   *
   * @param serverName null: asks for none
   */
  static TlsClient to(InetSocketAddress address, @Nullable String serverName) throws Exception {
    return to(address, serverName, List.of("TLSv1.3", "TLSv1.2"), List.of());
  }

  static TlsClient to(
      InetSocketAddress address,
      @Nullable String serverName,
      List<String> protocols,
      List<String> alpn)
      throws Exception {
    Socket plain = new Socket();
    plain.setReceiveBufferSize(64 * 1024);
    plain.connect(address, 20_000);
    plain.setSoTimeout(20_000);
    SSLSocket socket =
        (SSLSocket)
            context().getSocketFactory().createSocket(plain, "unused", address.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(
        serverName == null ? List.of() : List.of(new SNIHostName(serverName)));
    parameters.setApplicationProtocols(alpn.toArray(String[]::new));
    parameters.setProtocols(protocols.toArray(String[]::new));
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return new TlsClient(socket);
  }

  RawConnection connection() {
    return connection;
  }

  SSLSocket socket() {
    return socket;
  }

  /** Common name of the server's certificate. */
  String server() throws IOException {
    X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName().replace("CN=", "");
  }

  /** The body of the answer to a GET. */
  String get(String path) throws IOException {
    connection.send("GET " + path + " HTTP/1.1\r\nhost: x\r\n\r\n");
    String head = connection.readHead();
    String length = head.replaceAll("(?is).*content-length: (\\d+).*", "$1");
    return connection.read(Integer.parseInt(length));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    return context;
  }

  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
