package dev.agentgateway.dataplane.config;

import java.util.List;

/**
 * Changes to header fields, applied in the order set, add, remove.
 *
 * @param set replace every field of the name
 * @param add append a field
 * @param remove lower-case names
 */
public record HeaderMutation(List<Field> set, List<Field> add, List<String> remove) {

  /** No change. */
  public static final HeaderMutation NONE = new HeaderMutation(List.of(), List.of(), List.of());

  public HeaderMutation {
    set = List.copyOf(set);
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }

  /** Whether this changes nothing. */
  public boolean isEmpty() {
    return set.isEmpty() && add.isEmpty() && remove.isEmpty();
  }

  /** A field's name as written and its value. */
  public record Field(String name, String value) {}
}
