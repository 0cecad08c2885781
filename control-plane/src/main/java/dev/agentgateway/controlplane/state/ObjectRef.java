package dev.agentgateway.controlplane.state;

import java.util.Comparator;

/**
 * Names an object.
 *
 * @param kind for example {@code HTTPRoute}
 * @param namespace empty for cluster-scoped kinds
 * @param name metadata.name
 */
public record ObjectRef(String kind, String namespace, String name)
    implements Comparable<ObjectRef> {

  private static final Comparator<ObjectRef> ORDER =
      Comparator.comparing(ObjectRef::kind)
          .thenComparing(ObjectRef::namespace)
          .thenComparing(ObjectRef::name);

  @Override
  public int compareTo(ObjectRef other) {
    return ORDER.compare(this, other);
  }

  /** {@code KIND NAMESPACE/NAME}, as messages show it. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
  }
}
