package dev.agentgateway.controlplane.translation.gateway;

import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.gateway.CertificateReader.Pem;
import dev.agentgateway.controlplane.translation.gateway.ListenerTls.Certificate;
import dev.agentgateway.controlplane.translation.gateway.ListenerTls.Fault;
import dev.agentgateway.controlplane.translation.reference.Grants;
import dev.agentgateway.controlplane.translation.reference.KeyedData;
import dev.agentgateway.controlplane.translation.reference.Referrer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerTLSConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SecretObjectReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the certificates that listeners refer to. */
public final class ListenerCertificates {

  private static final String TYPE = "kubernetes.io/tls";
  private static final String INVALID = "InvalidCertificateRef";

  private final DesiredState state;
  private final Grants grants;
  private final CertificateReader reader;

  public ListenerCertificates(DesiredState state, Grants grants, CertificateReader reader) {
    this.state = state;
    this.grants = grants;
    this.reader = reader;
  }

  /**
   * What the references lead to.
   *
   * @param namespace the Gateway's
   */
  ListenerTls resolve(@Nullable ListenerTLSConfig tls, String namespace) {
    List<SecretObjectReference> refs =
        tls == null ? List.of() : Objects.requireNonNullElse(tls.getCertificateRefs(), List.of());
    List<Certificate> usable = new ArrayList<>();
    List<Certificate> broken = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    if (refs.isEmpty()) {
      faults.add(new Fault(INVALID, "tls.certificateRefs: none (expected: at least one)"));
    }
    for (int i = 0; i < refs.size(); i++) {
      resolve(refs.get(i), "tls.certificateRefs[" + i + "]: ", namespace, usable, broken, faults);
    }
    return new ListenerTls(
        usable.isEmpty() ? broken : usable,
        faults.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Fault(
                    faults.getFirst().reason(),
                    faults.stream().map(Fault::message).collect(Collectors.joining("; ")))),
        tls == null || tls.getOptions() == null
            ? List.of()
            : tls.getOptions().keySet().stream().sorted().toList());
  }

  private void resolve(
      SecretObjectReference ref,
      String where,
      String gatewayNamespace,
      List<Certificate> usable,
      List<Certificate> broken,
      List<Fault> faults) {
    String group = Objects.requireNonNullElse(ref.getGroup(), "");
    String kind = Objects.requireNonNullElse(ref.getKind(), "Secret");
    String namespace = Objects.requireNonNullElse(ref.getNamespace(), gatewayNamespace);
    String name = ref.getName();
    if (!group.isEmpty() || !kind.equals("Secret")) {
      faults.add(
          new Fault(
              INVALID,
              where + (group.isEmpty() ? kind : group + "/" + kind) + " (expected: a Secret)"));
      return;
    }
    String secret = "Secret " + namespace + "/" + name;
    if (!grants.permit(Referrer.gateway(gatewayNamespace), group, kind, namespace, name)) {
      faults.add(
          new Fault(
              "RefNotPermitted",
              where + "no ReferenceGrant in namespace " + namespace + " permits " + secret));
      return;
    }
    Optional<Pem> pem = pem(namespace, name);
    Optional<String> fault =
        pem.isPresent() ? reader.fault(pem.get()) : Optional.of(missing(namespace, name));
    if (fault.isEmpty()) {
      usable.add(new Certificate(namespace, name, pem));
    } else {
      broken.add(new Certificate(namespace, name, Optional.empty()));
      faults.add(new Fault(INVALID, where + secret + ": " + fault.get()));
    }
  }

  private Optional<Pem> pem(String namespace, String name) {
    if (state.secret(namespace, name).filter(secret -> TYPE.equals(secret.getType())).isEmpty()) {
      return Optional.empty();
    }
    KeyedData data = new KeyedData(state);
    Optional<String> key = data.secret(namespace, name, "tls.key");
    return data.secret(namespace, name, "tls.crt")
        .flatMap(chain -> key.map(text -> new Pem(chain, text)));
  }

  private String missing(String namespace, String name) {
    Optional<Secret> secret = state.secret(namespace, name);
    if (secret.isEmpty()) {
      return "not found";
    }
    return TYPE.equals(secret.get().getType())
        ? "the keys tls.crt and tls.key are not both there"
        : "type "
            + Objects.requireNonNullElse(secret.get().getType(), "Opaque")
            + " (expected: "
            + TYPE
            + ")";
  }
}
