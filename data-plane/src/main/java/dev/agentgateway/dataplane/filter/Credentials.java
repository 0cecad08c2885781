package dev.agentgateway.dataplane.filter;

import dev.agentgateway.dataplane.config.BackendConfig.Auth;
import dev.agentgateway.dataplane.config.SecretConfig;
import dev.agentgateway.dataplane.exchange.HeaderName;
import dev.agentgateway.dataplane.exchange.Headers;
import dev.agentgateway.dataplane.exchange.Secrets;

/** Gives a backend its credentials. */
public final class Credentials {
  private Credentials() {}

  /** Where credentials are put: a field and what comes before the value. */
  public record Place(HeaderName header, String prefix) {
    /** RFC 6750. */
    public static final Place BEARER = new Place(HeaderName.of("authorization"), "Bearer ");
  }

  /**
   * Sets what a backend is given.
   *
   * @param usual where it goes unless {@code auth} says otherwise
   * @return false where the secret is not there: nothing may be sent
   */
  public static boolean apply(Headers headers, Auth auth, Secrets secrets, Place usual) {
    return switch (auth) {
      case Auth.None _, Auth.Passthrough _ -> true;
      case Auth.Secret secret -> {
        SecretConfig found = secrets.find(secret.secret());
        if (found == null) {
          yield false;
        }
        HeaderName header = secret.header().map(HeaderName::of).orElse(usual.header());
        String prefix = secret.header().isPresent() ? secret.prefix() : usual.prefix();
        headers.set(header, prefix + found.value());
        yield true;
      }
    };
  }
}
