package dev.agentgateway.controlplane.ads;

import dev.agentgateway.controlplane.xds.XdsResource;
import dev.agentgateway.controlplane.xds.XdsType;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants of one resource type, what it was last told, and what it must be told next.
 *
 * <p>Names are wanted independently of whether they exist: a resource that vanished and comes back
 * is sent again. Used on the stream's executor only.
 *
 * @see <a href="https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol">xDS protocol</a>
 */
final class Subscription {
  private static final String WILDCARD = "*";

  private final String typeUrl;
  private final Optional<XdsType> type;
  private final Set<String> names = new HashSet<>();
  private final Map<String, XdsResource> held = new HashMap<>();
  private final Map<String, Sent> outstanding = new LinkedHashMap<>();
  private final Map<String, String> rejected = new TreeMap<>();

  // Answered even if nothing changed: the client is waiting for exactly these.
  private final Set<String> owed = new TreeSet<>();
  // May differ from what the client holds.
  private final Set<String> dirty = new TreeSet<>();

  private TypeView view = TypeView.EMPTY;
  private boolean wildcard;
  private boolean asked;
  private boolean everNamed;
  private boolean answerOwed;
  private String acceptedVersion = "";
  private @Nullable Nack lastNack;

  Subscription(String typeUrl) {
    this.typeUrl = typeUrl;
    this.type = XdsType.of(typeUrl);
  }

  /**
   * One response.
   *
   * @param added by name, sorted
   */
  record Sent(String nonce, String version, Map<String, XdsResource> added, Set<String> removed) {}

  String typeUrl() {
    return typeUrl;
  }

  Optional<XdsType> type() {
    return type;
  }

  /** Takes the subscription part of an incremental request. */
  void onDelta(DeltaDiscoveryRequest request) {
    boolean first = !asked;
    asked = true;
    List<String> subscribe = request.getResourceNamesSubscribeList();
    boolean legacyWildcard = first && subscribe.isEmpty() && mayOmitNames();
    if (first && subscribe.isEmpty()) {
      answerOwed = true;
    }
    Map<String, String> known = first ? request.getInitialResourceVersionsMap() : Map.of();
    if (legacyWildcard || subscribe.contains(WILDCARD)) {
      wantAll();
    }
    for (String name : subscribe) {
      if (!name.equals(WILDCARD)) {
        names.add(name);
        if (!known.containsKey(name)) {
          owed.add(name);
        }
      }
    }
    known.forEach(
        (name, version) -> {
          if (wildcard || names.contains(name)) {
            held.put(name, XdsResource.known(name, version));
            dirty.add(name);
          }
        });
    for (String name : request.getResourceNamesUnsubscribeList()) {
      if (name.equals(WILDCARD)) {
        wantNamedOnly();
      } else if (names.remove(name) && wildcard) {
        owed.add(name);
      } else if (!wildcard) {
        forget(name);
      }
    }
  }

  /** Takes the names of a state-of-the-world request, which are always all of them. */
  void onSotw(Collection<String> wanted) {
    boolean first = !asked;
    asked = true;
    answerOwed |= first;
    boolean all = wanted.contains(WILDCARD) || (wanted.isEmpty() && mayOmitNames() && !everNamed);
    everNamed |= !wanted.isEmpty();
    if (all) {
      wantAll();
    } else if (wildcard) {
      wantNamedOnly();
    }
    for (String name : wanted) {
      if (!name.equals(WILDCARD) && names.add(name)) {
        owed.add(name);
      }
    }
    for (String name : List.copyOf(names)) {
      if (!wanted.contains(name)) {
        names.remove(name);
        if (!wildcard) {
          forget(name);
        }
      }
    }
  }

  /** Takes what may be seen now. */
  void show(TypeView now) {
    if (now != view) {
      dirty.addAll(now.changedSince(view));
      view = now;
    }
    dirty.removeIf(name -> !owed.contains(name) && !differs(name));
  }

  /** Sends a resource again although it has not changed. */
  void resend(Collection<String> resources) {
    for (String name : resources) {
      if (held.containsKey(name) && visible(name) != null) {
        owed.add(name);
      }
    }
  }

  /**
   * Takes what is to be sent now, and counts it as told.
   *
   * @param push whether changes are sent too, or only what the client waits for
   * @param remove whether removals are
   * @param maxBytes of resources; at least one is taken
   */
  Optional<Sent> take(String nonce, boolean push, boolean remove, int maxBytes) {
    Map<String, XdsResource> added = new TreeMap<>();
    Set<String> removed = new TreeSet<>();
    int bytes = 0;
    Set<String> candidates = new TreeSet<>(owed);
    if (push || answerOwed) {
      candidates.addAll(dirty);
    }
    for (String name : candidates) {
      XdsResource resource = visible(name);
      if (resource != null) {
        bytes += resource.body().getSerializedSize() + name.length();
        if (bytes > maxBytes && !added.isEmpty()) {
          break;
        }
        added.put(name, resource);
      } else if (remove || owed.contains(name)) {
        removed.add(name);
      }
    }
    if (added.isEmpty() && removed.isEmpty() && !answerOwed) {
      return Optional.empty();
    }
    answerOwed = false;
    held.putAll(added);
    removed.forEach(
        name -> {
          held.remove(name);
          rejected.remove(name);
        });
    owed.removeAll(added.keySet());
    owed.removeAll(removed);
    dirty.removeAll(added.keySet());
    dirty.removeAll(removed);
    return Optional.of(new Sent(nonce, view.version(), added, removed));
  }

  /** Expects an answer to a response. */
  void await(Sent sent) {
    outstanding.put(sent.nonce(), sent);
  }

  /**
   * Takes an acknowledgement; an unknown nonce is ignored, because it may be of an older stream.
   */
  void accept(String nonce) {
    Sent sent = outstanding.remove(nonce);
    if (sent != null) {
      sent.added().keySet().forEach(rejected::remove);
      acceptedVersion = sent.version();
    }
  }

  /**
   * Takes a refusal. What was refused is not sent again until it changes.
   *
   * @return names that it is about; empty for an unknown nonce
   */
  Optional<List<String>> refuse(String nonce, String message) {
    Sent sent = outstanding.remove(nonce);
    if (sent == null) {
      return Optional.empty();
    }
    Map<String, String> bad = NackMessage.reasons(message, sent.added().keySet());
    sent.added().keySet().forEach(rejected::remove);
    rejected.putAll(bad);
    return Optional.of(List.copyOf(bad.keySet()));
  }

  void lastNack(Nack nack) {
    lastNack = nack;
  }

  /** Whether something waits to be sent or acknowledged. */
  boolean isBusy() {
    return !outstanding.isEmpty() || hasChanges();
  }

  boolean hasChanges() {
    return !dirty.isEmpty() || !owed.isEmpty() || answerOwed;
  }

  /** Whether the client waits for an answer, changed or not. */
  boolean owesAnswer() {
    return answerOwed || !owed.isEmpty();
  }

  /** Whether a change that is not a removal waits to be sent. */
  boolean hasUpdates() {
    return dirty.stream().anyMatch(name -> visible(name) != null);
  }

  boolean awaitsAck() {
    return !outstanding.isEmpty();
  }

  boolean hasRejected() {
    return !rejected.isEmpty();
  }

  boolean holds(String name) {
    return held.containsKey(name);
  }

  /** Everything that the client was told, sorted by name. */
  Map<String, XdsResource> held() {
    return new TreeMap<>(held);
  }

  ConnectedProxy.TypeStatus status() {
    return new ConnectedProxy.TypeStatus(
        typeUrl,
        held.size(),
        acceptedVersion,
        !isBusy() && rejected.isEmpty(),
        rejected,
        Optional.ofNullable(lastNack));
  }

  private void wantAll() {
    if (!wildcard) {
      wildcard = true;
      answerOwed = true;
      dirty.addAll(view.listedNames());
    }
  }

  private void wantNamedOnly() {
    wildcard = false;
    held.keySet().retainAll(names);
    rejected.keySet().retainAll(names);
    dirty.retainAll(names);
  }

  private void forget(String name) {
    held.remove(name);
    rejected.remove(name);
    owed.remove(name);
    dirty.remove(name);
  }

  private boolean differs(String name) {
    XdsResource now = visible(name);
    XdsResource before = held.get(name);
    if (now == null) {
      return before != null;
    }
    return before == null || !now.version().equals(before.version());
  }

  private @Nullable XdsResource visible(String name) {
    if (names.contains(name)) {
      return view.named(name);
    }
    return wildcard ? view.listed(name) : null;
  }

  /** Listeners and clusters only: a first request without names asks for all of them. */
  private boolean mayOmitNames() {
    return type.filter(t -> t == XdsType.LISTENER || t == XdsType.CLUSTER).isPresent();
  }
}
