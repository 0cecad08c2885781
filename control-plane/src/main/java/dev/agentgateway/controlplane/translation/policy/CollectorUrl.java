package dev.agentgateway.controlplane.translation.policy;

import dev.agentgateway.controlplane.state.ObjectRef;
import dev.agentgateway.controlplane.translation.backend.BackendSettings;
import dev.agentgateway.controlplane.translation.backend.BackendTarget;
import dev.agentgateway.controlplane.translation.backend.Speech;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code tracing.url}.
 *
 * @param path empty where the URL has none, or only a slash
 */
record CollectorUrl(boolean secure, String host, int port, Optional<String> path) {

  /** The parts, null where the text is no {@code http} or {@code https} URL with a host. */
  static @Nullable CollectorUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException noUrl) {
      return null;
    }
    boolean secure = "https".equals(uri.getScheme());
    if (uri.getHost() == null || (!secure && !"http".equals(uri.getScheme()))) {
      return null;
    }
    String host = uri.getHost();
    String path = uri.getRawPath();
    return new CollectorUrl(
        secure,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80,
        path == null || path.isEmpty() || path.equals("/") ? Optional.empty() : Optional.of(path));
  }

  BackendTarget target(ObjectRef policy, boolean http2) {
    return new BackendTarget(
        "collector/" + policy.namespace() + "/" + policy.name(),
        policy.kind() + "/" + policy.namespace() + "/" + policy.name(),
        host,
        port,
        Optional.empty(),
        secure ? Optional.of(BackendSettings.Tls.SYSTEM_TRUST.ir(host, http2)) : Optional.empty(),
        Optional.empty(),
        Speech.Alone.HTTP);
  }
}
