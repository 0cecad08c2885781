package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.ClusterConfig.TlsConfig;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cluster's transport socket to {@link TlsConfig}.
 *
 * <p>As in Envoy, a peer is verified only where a validation context says so; {@code
 * system_root_certs} is the system's trust. What would verify more than the proxy can is a problem.
 */
final class UpstreamTlsDecoder {

  private final Findings findings;

  UpstreamTlsDecoder(Findings findings) {
    this.findings = findings;
  }

  Optional<TlsConfig> decode(TransportSocket socket) {
    try (Findings.Scope _ = findings.at("transport_socket")) {
      if (socket.getTypedConfig().is(RawBuffer.class)) {
        return Optional.empty();
      }
      if (!socket.getTypedConfig().is(UpstreamTlsContext.class)) {
        findings.problem(
            "typed_config",
            "'" + socket.getTypedConfig().getTypeUrl() + "' (expected: UpstreamTlsContext)");
        return Optional.empty();
      }
      UpstreamTlsContext context =
          ProtoValues.unpack(
              socket.getTypedConfig(), UpstreamTlsContext.class, "typed_config", findings);
      return context == null ? Optional.empty() : Optional.of(tls(context));
    }
  }

  private TlsConfig tls(UpstreamTlsContext context) {
    findings.ignoreAllBut(
        context,
        Set.of("common_tls_context", "sni", "max_session_keys", "auto_sni_san_validation"));
    CommonTlsContext common = context.getCommonTlsContext();
    try (Findings.Scope _ = findings.at("common_tls_context")) {
      if (common.hasTlsParams()) {
        findings.ignored("tls_params");
      }
      findings.refuseAllBut(
          common, Set.of("tls_params", "validation_context", "alpn_protocols", "key_log"));
      boolean validated =
          common.getValidationContextTypeCase()
              == CommonTlsContext.ValidationContextTypeCase.VALIDATION_CONTEXT;
      CertificateValidationContext validation = common.getValidationContext();
      String trustedCa = validated ? trustedCa(validation) : null;
      validation.getMatchTypedSubjectAltNamesList().stream()
          .map(SubjectAltNameMatcher::getMatcher)
          .filter(matcher -> !matcher.getExact().equals(context.getSni()))
          .forEach(
              matcher ->
                  findings.problem(
                      "validation_context.match_typed_subject_alt_names",
                      "'" + matcher.getExact() + "' (expected: exactly the sni)"));
      boolean verify =
          validated
              && (trustedCa != null || validation.hasSystemRootCerts())
              && validation.getTrustChainVerification()
                  == TrustChainVerification.VERIFY_TRUST_CHAIN;
      return new TlsConfig(
          context.getSni(), Optional.ofNullable(trustedCa), verify, common.getAlpnProtocolsList());
    }
  }

  private @Nullable String trustedCa(CertificateValidationContext validation) {
    try (Findings.Scope _ = findings.at("validation_context")) {
      findings.refuseAllBut(
          validation,
          Set.of(
              "trusted_ca",
              "system_root_certs",
              "trust_chain_verification",
              "match_typed_subject_alt_names"));
      return validation.hasTrustedCa()
          ? ProtoValues.inlineText(validation.getTrustedCa(), "trusted_ca", findings)
          : null;
    }
  }
}
