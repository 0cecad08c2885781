package dev.agentgateway.api.v1alpha1;

/**
 * A field that is set and that this version has not built.
 *
 * @param path dotted, from {@code spec}
 * @param guard whether it guards traffic, so that what it covers must not be served without it
 */
public record UnsupportedField(String path, boolean guard) implements Comparable<UnsupportedField> {

  @Override
  public int compareTo(UnsupportedField other) {
    return path.compareTo(other.path);
  }
}
