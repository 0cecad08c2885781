package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.controlplane.ir.PortIr.TlsIr;
import dev.agentgateway.controlplane.ir.SecretIr;
import java.util.List;
import java.util.Optional;

/**
 * TLS of a listener.
 *
 * @param certificates that proxies are told of: all that can be served; where none can, those that
 *     may be referred to, so that proxies go on with what they have
 * @param fault what is wrong with any of the references; empty: nothing
 * @param unknownOptions keys of options that have no effect
 */
record ListenerTls(
    List<Certificate> certificates, Optional<Fault> fault, List<String> unknownOptions) {

  ListenerTls {
    certificates = List.copyOf(certificates);
    unknownOptions = List.copyOf(unknownOptions);
  }

  /** What has no effect, for people; empty: nothing. */
  Optional<String> note() {
    return unknownOptions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "tls.options: " + String.join(", ", unknownOptions) + " not known, without effect");
  }

  /** Whether a client can be answered. */
  boolean isUsable() {
    return certificates.stream().anyMatch(certificate -> certificate.pem().isPresent());
  }

  Optional<TlsIr> ir(String gatewayId) {
    return certificates.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TlsIr(certificates.stream().map(each -> each.secretName(gatewayId)).toList()));
  }

  List<SecretIr> secrets(String gatewayId) {
    return certificates.stream().flatMap(each -> each.secret(gatewayId).stream()).toList();
  }

  /**
   * A Secret.
   *
   * @param pem empty where it cannot be served
   */
  record Certificate(String namespace, String name, Optional<CertificateReader.Pem> pem) {

    private String secretName(String gatewayId) {
      return gatewayId + "/certificate/" + namespace + "/" + name;
    }

    private Optional<SecretIr> secret(String gatewayId) {
      return pem.map(
          text -> new SecretIr.Certificate(secretName(gatewayId), text.chain(), text.key()));
    }
  }

  /**
   * What is wrong.
   *
   * @param reason of {@code ResolvedRefs=False}
   */
  record Fault(String reason, String message) {}
}
