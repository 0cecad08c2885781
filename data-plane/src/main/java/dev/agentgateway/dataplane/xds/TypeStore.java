package dev.agentgateway.dataplane.xds;

import com.google.protobuf.Any;
import dev.agentgateway.dataplane.xds.decode.Decoded;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resources of one type: those in force, the refused ones, and those that the control plane says do
 * not exist. Confined to the client thread.
 *
 * @param <T> what a resource is decoded to
 */
final class TypeStore<T> {

  private final ResourceType type;
  private final Decoder<T> decoder;
  private final Map<String, Entry<T>> accepted = new HashMap<>();
  private final Map<String, XdsStatus.Rejected> rejected = new HashMap<>();
  private final Set<String> missing = new HashSet<>();
  private final Map<String, Long> expiries = new HashMap<>();
  private final Set<String> changed = new HashSet<>();
  private XdsStatus.@Nullable TypeStatus status;
  private @Nullable Instant lastResponse;

  TypeStore(ResourceType type, Decoder<T> decoder) {
    this.type = type;
    this.decoder = decoder;
  }

  /** Makes a value of a resource's bytes. */
  interface Decoder<T> {
    Decoded<T> decode(Any any, String name, String version);
  }

  /** A resource in force. */
  record Entry<T>(Resource resource, T value, XdsStatus.Accepted status) {}

  /**
   * Takes a response: what is good applies, what is bad keeps its last good version.
   *
   * @return NAME: REASON of each refused resource
   */
  List<String> apply(List<Resource> resources, List<String> removed, Subscription subscription) {
    Instant now = Instant.now();
    lastResponse = now;
    status = null;
    Set<String> duplicates = duplicates(resources, removed);
    List<String> problems = new ArrayList<>();
    for (String name : removed) {
      if (!duplicates.contains(name) && subscription.covers(name)) {
        remove(name);
      }
    }
    for (Resource resource : resources) {
      String name = resource.getName();
      if (!subscription.covers(name)) {
        continue;
      }
      String reason =
          duplicates.contains(name) ? "named twice in one response" : offer(resource, now);
      if (reason == null) {
        rejected.remove(name);
      } else {
        rejected.put(name, new XdsStatus.Rejected(resource.getVersion(), reason, now));
        problems.add(name + ": " + reason);
      }
    }
    return problems;
  }

  /** Takes resources from disk; returns NAME: REASON of each refused one. */
  List<String> restore(List<Resource> resources) {
    status = null;
    List<String> problems = new ArrayList<>();
    for (Resource resource : resources) {
      String reason = offer(resource, Instant.now());
      if (reason != null) {
        problems.add(resource.getName() + ": " + reason);
      }
    }
    return problems;
  }

  /** Forgets what nothing asks for any more. */
  void retain(Subscription subscription) {
    List<String> unwanted =
        accepted.keySet().stream().filter(name -> !subscription.covers(name)).toList();
    unwanted.forEach(this::forget);
    if (rejected.keySet().removeIf(name -> !subscription.covers(name))) {
      status = null;
    }
    missing.removeIf(name -> !subscription.covers(name));
  }

  /** Drops resources whose time to live is over; true where there was one. */
  boolean expire(long nanoTime) {
    List<String> over =
        expiries.entrySet().stream()
            .filter(expiry -> expiry.getValue() - nanoTime <= 0)
            .map(Map.Entry::getKey)
            .toList();
    over.forEach(this::forget);
    return !over.isEmpty();
  }

  /** When the next time to live is over, as {@link System#nanoTime()}. */
  OptionalLong nextExpiry() {
    return expiries.values().stream().mapToLong(Long::longValue).min();
  }

  /** In force, by name; a view. */
  Map<String, Entry<T>> accepted() {
    return accepted;
  }

  /** Whether the control plane said that a resource does not exist. */
  boolean isMissing(String name) {
    return missing.contains(name);
  }

  /** Versions in force of what a subscription covers and the control plane still has. */
  Map<String, String> versions(Subscription subscription) {
    Map<String, String> versions = new HashMap<>();
    accepted.forEach(
        (name, entry) -> {
          if (subscription.covers(name) && !missing.contains(name)) {
            versions.put(name, entry.resource().getVersion());
          }
        });
    return versions;
  }

  /** Names whose value came, went or changed since the last call. */
  Set<String> drainChanges() {
    Set<String> drained = Set.copyOf(changed);
    changed.clear();
    return drained;
  }

  /** Resources in force, for keeping. */
  List<Resource> resources() {
    return accepted.values().stream().map(Entry::resource).toList();
  }

  XdsStatus.TypeStatus status() {
    XdsStatus.TypeStatus current = status;
    if (current == null) {
      Map<String, XdsStatus.Accepted> inForce = new HashMap<>(accepted.size() * 2);
      accepted.forEach((name, entry) -> inForce.put(name, entry.status()));
      current = new XdsStatus.TypeStatus(inForce, rejected, Optional.ofNullable(lastResponse));
      status = current;
    }
    return current;
  }

  /** Null where the resource is good, else why it is not. */
  private @Nullable String offer(Resource resource, Instant now) {
    String name = resource.getName();
    if (name.isEmpty()) {
      return "no name (expected: one)";
    }
    Entry<T> current = accepted.get(name);
    if (!resource.hasResource()) {
      boolean isHeartbeat =
          current != null && current.resource().getVersion().equals(resource.getVersion());
      if (isHeartbeat) {
        setExpiry(resource);
        return null;
      }
      return "no body (expected: one, or a heartbeat of the version in force)";
    }
    if (!resource.getResource().getTypeUrl().equals(type.typeUrl())) {
      return "type '"
          + resource.getResource().getTypeUrl()
          + "' (expected: "
          + type.typeUrl()
          + ")";
    }
    missing.remove(name);
    if (current != null
        && current.resource().getVersion().equals(resource.getVersion())
        && current.resource().getResource().equals(resource.getResource())) {
      setExpiry(resource);
      return null;
    }
    Decoded<T> decoded = decoder.decode(resource.getResource(), name, resource.getVersion());
    return switch (decoded) {
      case Decoded.Valid<T>(T value, List<String> ignored) -> {
        XdsStatus.Accepted report = new XdsStatus.Accepted(resource.getVersion(), now, ignored);
        accepted.put(name, new Entry<>(resource, value, report));
        changed.add(name);
        setExpiry(resource);
        yield null;
      }
      case Decoded.Invalid<T>(List<String> problems) -> String.join("; ", problems);
    };
  }

  private void remove(String name) {
    rejected.remove(name);
    if (type.isRemovedAtOnce()) {
      forget(name);
    } else {
      missing.add(name);
      changed.add(name);
    }
  }

  private void forget(String name) {
    status = null;
    expiries.remove(name);
    if (accepted.remove(name) != null) {
      changed.add(name);
    }
  }

  private void setExpiry(Resource resource) {
    if (resource.hasTtl()) {
      Duration ttl =
          Duration.ofSeconds(resource.getTtl().getSeconds(), resource.getTtl().getNanos());
      expiries.put(resource.getName(), System.nanoTime() + ttl.toNanos());
    } else {
      expiries.remove(resource.getName());
    }
  }

  private static Set<String> duplicates(List<Resource> resources, List<String> removed) {
    Set<String> seen = new HashSet<>();
    Set<String> duplicates = new HashSet<>();
    for (Resource resource : resources) {
      if (!seen.add(resource.getName())) {
        duplicates.add(resource.getName());
      }
    }
    for (String name : removed) {
      if (!seen.add(name)) {
        duplicates.add(name);
      }
    }
    return duplicates;
  }
}
