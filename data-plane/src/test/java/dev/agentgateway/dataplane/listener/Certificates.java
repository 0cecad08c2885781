package dev.agentgateway.dataplane.listener;

import dev.agentgateway.api.tls.ServerCertificate;
import dev.agentgateway.dataplane.config.CertificateConfig;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.exchange.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Secrets that hold the certificates of {@code /tls}; what a name holds can be changed. */
public final class Certificates implements Secrets {
  private final Map<String, SecretConfig> byName = new ConcurrentHashMap<>();

  /** Each under its own name. */
  public static Certificates all() {
    Certificates all = new Certificates();
    for (String name : new String[] {"a", "b", "wild", "other"}) {
      all.put(name, name);
    }
    return all;
  }

  void put(String name, String file) {
    byName.put(name, new SecretConfig(name, read(file)));
  }

  @Override
  public @Nullable SecretConfig find(String name) {
    return byName.get(name);
  }

  public static CertificateConfig read(String file) {
    try {
      ServerCertificate read = ServerCertificate.of(text(file + ".crt"), text(file + ".key"));
      return new CertificateConfig(read.chain(), read.key());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file of {@code /tls}. */
  public static String text(String name) {
    try (InputStream in = Certificates.class.getResourceAsStream("/tls/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
