package dev.agentgateway.controlplane.ads;

import dev.agentgateway.controlplane.xds.XdsType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Make before break: routes change once the clusters and endpoints that they may name are
 * acknowledged, and clusters and endpoints go once no route names them any more.
 *
 * <p>Used on the stream's executor only.
 */
final class PushOrder {
  private static final List<XdsType> ROUTING =
      List.of(XdsType.LISTENER, XdsType.ROUTE, XdsType.VIRTUAL_HOST);

  private final Function<XdsType, @Nullable Subscription> subscriptions;

  // Clusters that were sent and whose endpoints the client has not been sent yet.
  private final Set<String> endpointsAwaited = new HashSet<>();

  PushOrder(Function<XdsType, @Nullable Subscription> subscriptions) {
    this.subscriptions = subscriptions;
  }

  boolean mayPush(XdsType type, boolean forced) {
    return switch (type) {
      case CLUSTER, ENDPOINT, SECRET -> true;
      case LISTENER, ROUTE, VIRTUAL_HOST -> forced || backendsSettled();
    };
  }

  boolean mayRemove(XdsType type, boolean forced) {
    return switch (type) {
      case CLUSTER, ENDPOINT -> !routesRefused() && (forced || routesSettled());
      case LISTENER, ROUTE, VIRTUAL_HOST, SECRET -> true;
    };
  }

  /** Takes note of a response. */
  void onSent(Subscription subscription, Subscription.Sent sent, Map<XdsType, TypeView> views) {
    Subscription endpoints = subscriptions.apply(XdsType.ENDPOINT);
    if (endpoints == null || subscription.type().isEmpty()) {
      return;
    }
    XdsType type = subscription.type().get();
    if (type == XdsType.ENDPOINT) {
      endpointsAwaited.removeAll(sent.added().keySet());
      endpointsAwaited.removeAll(sent.removed());
    } else if (type == XdsType.CLUSTER) {
      TypeView known = views.getOrDefault(XdsType.ENDPOINT, TypeView.EMPTY);
      // A client warms a cluster that changed with endpoints sent after it.
      endpoints.resend(sent.added().keySet());
      for (String name : sent.added().keySet()) {
        if (!endpoints.holds(name) && known.listed(name) != null) {
          endpointsAwaited.add(name);
        }
      }
      endpointsAwaited.removeAll(sent.removed());
    }
  }

  /** Whether something waits for an acknowledgement of another type. */
  boolean isWaiting() {
    boolean routesWait =
        !backendsSettled()
            && ROUTING.stream().map(subscriptions).anyMatch(s -> s != null && s.hasChanges());
    return routesWait || (!routesRefused() && !routesSettled() && hasRemovals());
  }

  /** Stops waiting for endpoints that the client does not ask for. */
  void giveUp() {
    endpointsAwaited.clear();
  }

  private boolean hasRemovals() {
    Subscription clusters = subscriptions.apply(XdsType.CLUSTER);
    Subscription endpoints = subscriptions.apply(XdsType.ENDPOINT);
    return (clusters != null && clusters.hasChanges())
        || (endpoints != null && endpoints.hasChanges());
  }

  private boolean backendsSettled() {
    return endpointsAwaited.isEmpty()
        && settled(subscriptions.apply(XdsType.CLUSTER))
        && settled(subscriptions.apply(XdsType.ENDPOINT));
  }

  private static boolean settled(@Nullable Subscription backends) {
    return backends == null || (!backends.awaitsAck() && !backends.hasUpdates());
  }

  private boolean routesSettled() {
    return ROUTING.stream().map(subscriptions).noneMatch(s -> s != null && s.isBusy());
  }

  /** A client that refused routes serves the last good ones, and needs their clusters. */
  private boolean routesRefused() {
    return ROUTING.stream().map(subscriptions).anyMatch(s -> s != null && s.hasRejected());
  }
}
