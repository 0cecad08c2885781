package dev.agentgateway.controlplane.ir;

import java.util.List;

/** Changes to header fields. */
public record HeaderMutationIr(List<FieldIr> set, List<FieldIr> add, List<String> remove) {

  /** No change. */
  public static final HeaderMutationIr NONE = new HeaderMutationIr(List.of(), List.of(), List.of());

  public HeaderMutationIr {
    set = List.copyOf(set);
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }

  /** A field. */
  public record FieldIr(String name, String value) {}
}
