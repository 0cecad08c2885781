package dev.agentgateway.dataplane.xds;

import java.util.Set;

/**
 * What the client wants of one type.
 *
 * @param isWildcard everything that the control plane has for this node
 * @param names wanted by name; empty beside a wildcard
 */
record Subscription(boolean isWildcard, Set<String> names) {

  static final Subscription NONE = new Subscription(false, Set.of());
  static final Subscription WILDCARD = new Subscription(true, Set.of());

  Subscription {
    names = Set.copyOf(names);
  }

  boolean isEmpty() {
    return !isWildcard && names.isEmpty();
  }

  boolean covers(String name) {
    return isWildcard || names.contains(name);
  }
}
