package dev.agentgateway.dataplane.listener;

import dev.agentgateway.dataplane.config.CertificateConfig;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the certificates of a filter chain: the one for the name that the client asks for,
 * else for a wildcard of it, else the first, each time of a kind that the client can verify.
 *
 * <p>Threading: immutable.
 */
final class ChainCertificates extends X509ExtendedKeyManager {
  private static final int DNS_NAME = 2;

  private final List<CertificateConfig> certificates;
  private final List<List<String>> names;

  ChainCertificates(List<CertificateConfig> certificates) {
    this.certificates = List.copyOf(certificates);
    this.names = certificates.stream().map(each -> names(each.chain().getFirst())).toList();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String asked = serverName(engine);
    int chosen = -1;
    int best = -1;
    int bestOfOtherKinds = 0;
    for (int i = 0; i < certificates.size(); i++) {
      int fit = asked == null ? 0 : fit(names.get(i), asked);
      if (!certificates.get(i).key().getAlgorithm().equals(keyType)) {
        bestOfOtherKinds = Math.max(bestOfOtherKinds, fit);
      } else if (fit > best) {
        chosen = i;
        best = fit;
      }
    }
    // The client is asked for its other kinds next.
    return chosen < 0 || bestOfOtherKinds > best ? null : String.valueOf(chosen);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return certificate(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return certificate(alias).key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    List<String> aliases = new ArrayList<>();
    for (int i = 0; i < certificates.size(); i++) {
      if (certificates.get(i).key().getAlgorithm().equals(keyType)) {
        aliases.add(String.valueOf(i));
      }
    }
    return aliases.toArray(String[]::new);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private CertificateConfig certificate(String alias) {
    return certificates.get(Integer.parseInt(alias));
  }

  private static @Nullable String serverName(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  /** 2: it has the name itself; 1: a wildcard of it; 0: neither. */
  private static int fit(List<String> names, String asked) {
    int dot = asked.indexOf('.');
    if (names.contains(asked)) {
      return 2;
    }
    return dot >= 0 && names.contains("*" + asked.substring(dot)) ? 1 : 0;
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream()
              .filter(name -> name.getFirst() instanceof Integer type && type == DNS_NAME)
              .map(name -> String.valueOf(name.getLast()).toLowerCase(Locale.ROOT))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
