package dev.agentgateway.controlplane.state;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an API server keeps of an object beside what its author wrote.
 *
 * @param apiVersion as it was read
 * @param resourceVersion rises with every change; comparable as a number
 * @param generation rises with every change of the spec; 0 where none is counted
 * @param status as it is stored; missing where there is none
 */
public record StoredObject(
    String apiVersion, String resourceVersion, long generation, JsonNode status) {

  /**
   * Whether this is a later version of an object than another.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions">Resource
   *     versions</a>
   */
  public boolean isLaterThan(StoredObject other) {
    return Long.parseUnsignedLong(resourceVersion) > Long.parseUnsignedLong(other.resourceVersion);
  }
}
