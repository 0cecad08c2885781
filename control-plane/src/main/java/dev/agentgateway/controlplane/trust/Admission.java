package dev.agentgateway.controlplane.trust;

import io.grpc.Context;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the client of a call may ask for. */
public final class Admission {

  static final Context.Key<Admission> KEY = Context.key("admission");

  private static final Admission EVERYTHING = new Admission(Optional.empty(), name -> name);

  private final Optional<ProxyIdentity> identity;
  private final UnaryOperator<String> serviceAccountOf;

  /**
   * @param serviceAccountOf name of the ServiceAccount of a Gateway's proxies, by the Gateway's
   */
  Admission(Optional<ProxyIdentity> identity, UnaryOperator<String> serviceAccountOf) {
    this.identity = identity;
    this.serviceAccountOf = serviceAccountOf;
  }

  /** That of the current call's client; where nobody asks who clients are, everything. */
  public static Admission of(Context context) {
    Admission admission = KEY.get(context);
    return admission == null ? EVERYTHING : admission;
  }

  /**
   * Why a client may not have what these Gateways serve; empty: it may.
   *
   * @param where that names them, for people
   * @param gateways NAMESPACE/NAME of each
   */
  public Optional<Status> refusal(String where, List<String> gateways) {
    if (identity.isEmpty()) {
      return Optional.empty();
    }
    ProxyIdentity proxy = identity.get();
    String account = proxy.namespace() + "/" + proxy.serviceAccount();
    for (String gateway : gateways) {
      int slash = gateway.indexOf('/');
      String owner =
          gateway.substring(0, Math.max(0, slash))
              + "/"
              + serviceAccountOf.apply(gateway.substring(slash + 1));
      if (!owner.equals(account)) {
        return Optional.of(
            Status.PERMISSION_DENIED.withDescription(
                "%s: Gateway %s is not for ServiceAccount %s (expected: ServiceAccount %s)"
                    .formatted(where, gateway, account, owner)));
      }
    }
    return gateways.isEmpty()
        ? Optional.of(
            Status.PERMISSION_DENIED.withDescription(
                where + ": no Gateway (expected: NAMESPACE/NAME of that of " + account + ")"))
        : Optional.empty();
  }
}
