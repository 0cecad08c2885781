package dev.agentgateway.controlplane.trust;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the xDS port with the certificates of now. New ones hold for new connections; those that
 * are open stay. Before the first, every handshake fails and proxies try again.
 *
 * <p>Threading: one thread looks for changes; everything else may be called from any thread.
 */
public final class CertificateKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CertificateKeeper.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final CertificateSource source;
  private final AdvancedTlsX509KeyManager served = new AdvancedTlsX509KeyManager();
  private final Thread thread;
  private Runnable changed = () -> {};
  private volatile @Nullable ServingCertificates current;
  private volatile Optional<String> failure = Optional.empty();
  private volatile boolean closed;

  CertificateKeeper(CertificateSource source) {
    this.source = source;
    this.thread = Thread.ofPlatform().name("xds-certificates").daemon().unstarted(this::run);
  }

  /** Certificates of an authority that all replicas share in a Secret. */
  public static CertificateKeeper shared(
      KubernetesClient client, String namespace, Collection<String> names, Clock clock) {
    return new CertificateKeeper(new SharedCertificates(client, namespace, names, clock));
  }

  /** Files; their content is read again when it changes. */
  public static CertificateKeeper given(Path certificate, Path key, Optional<Path> authorities) {
    return new CertificateKeeper(new GivenCertificates(certificate, key, authorities));
  }

  /** Reads them once, for who cannot start without. */
  public void load() throws IOException {
    take(source.current());
  }

  /**
   * Keeps looking.
   *
   * @param onChange called after every change, on the keeper's thread
   */
  public void start(Runnable onChange) {
    changed = onChange;
    thread.start();
  }

  /** What a server is started with. */
  public ServerCredentials credentials() {
    return TlsServerCredentials.newBuilder().keyManager(served).build();
  }

  /** PEM certificates that proxies verify the port by; empty before they are known. */
  public Optional<String> authorities() {
    return Optional.ofNullable(current)
        .map(ServingCertificates::authorities)
        .filter(text -> !text.isEmpty());
  }

  /** When what is served ends; empty: nothing is served yet. */
  public Optional<Instant> expires() {
    return Optional.ofNullable(current).map(each -> each.identity().expires());
  }

  /** Why there is nothing newer than what is served; empty where there is no trouble. */
  public Optional<String> failure() {
    return failure;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      look();
      LockSupport.parkNanos(this, (failure.isEmpty() ? PERIOD : AFTER_FAILURE).toNanos());
    }
  }

  private void look() {
    try {
      ServingCertificates found = source.current();
      failure = Optional.empty();
      if (!found.equals(current)) {
        take(found);
        changed.run();
      }
    } catch (IOException | RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      if (!failure.equals(Optional.of(reason))) {
        log.atWarn().addKeyValue("reason", reason).log("xDS certificates cannot be read");
      }
      failure = Optional.of(reason);
    }
  }

  private void take(ServingCertificates found) {
    served.updateIdentityCredentials(
        found.identity().chain().toArray(X509Certificate[]::new), found.identity().key());
    current = found;
    log.atInfo()
        .addKeyValue("expires", found.identity().expires())
        .log("xDS is served with a certificate");
  }
}
