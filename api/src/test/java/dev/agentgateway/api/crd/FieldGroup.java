package dev.agentgateway.api.crd;

import dev.agentgateway.api.crd.StructuralSchema.Validation;
import java.util.List;
import java.util.stream.Collectors;

/** Fields of which only so many may be set. */
final class FieldGroup {

  /** Keywords of the table. */
  static final List<String> KEYWORDS = List.of("exactlyOne", "atMostOne", "atLeastOne");

  private FieldGroup() {}

  static Validation validation(String keyword, List<String> fields) {
    String names = String.join(", ", fields);
    String set =
        fields.stream()
            .map(field -> "has(self." + field + ")")
            .collect(Collectors.joining(", ", "[", "].filter(set, set).size()"));
    return switch (keyword) {
      case "exactlyOne" -> new Validation(set + " == 1", "set exactly one of " + names);
      case "atMostOne" -> new Validation(set + " <= 1", "set at most one of " + names);
      case "atLeastOne" -> new Validation(set + " >= 1", "set at least one of " + names);
      default -> throw new IllegalArgumentException(keyword);
    };
  }
}
