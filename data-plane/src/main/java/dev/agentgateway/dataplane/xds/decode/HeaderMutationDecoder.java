package dev.agentgateway.dataplane.xds.decode;

import dev.agentgateway.dataplane.config.HeaderMutation;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Header fields to add and remove to {@link HeaderMutation}. {@code %%} is a percent sign, as in
 * Envoy; a {@code %COMMAND%} is a problem.
 */
final class HeaderMutationDecoder {

  private final Findings findings;

  HeaderMutationDecoder(Findings findings) {
    this.findings = findings;
  }

  /**
   * Decodes both lists.
   *
   * @param field of the first list, for findings
   */
  HeaderMutation decode(String field, List<HeaderValueOption> additions, List<String> removals) {
    if (additions.isEmpty() && removals.isEmpty()) {
      return HeaderMutation.NONE;
    }
    List<HeaderMutation.Field> set = new ArrayList<>();
    List<HeaderMutation.Field> add = new ArrayList<>();
    for (int i = 0; i < additions.size(); i++) {
      HeaderValueOption option = additions.get(i);
      try (Findings.Scope _ = findings.at(field, i)) {
        field(option.getHeader()).ifPresent(value -> (replaces(option) ? set : add).add(value));
      }
    }
    List<String> remove =
        removals.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().toList();
    return new HeaderMutation(set, add, remove);
  }

  /** The deprecated {@code append} is read too: foreign management servers still write it. */
  @SuppressWarnings("deprecation")
  private boolean replaces(HeaderValueOption option) {
    return switch (option.getAppendAction()) {
      case APPEND_IF_EXISTS_OR_ADD -> option.hasAppend() && !option.getAppend().getValue();
      case OVERWRITE_IF_EXISTS_OR_ADD -> true;
      case ADD_IF_ABSENT, OVERWRITE_IF_EXISTS, UNRECOGNIZED -> {
        findings.problem(
            "append_action",
            option.getAppendAction()
                + " (expected: APPEND_IF_EXISTS_OR_ADD or OVERWRITE_IF_EXISTS_OR_ADD)");
        yield false;
      }
    };
  }

  private Optional<HeaderMutation.Field> field(HeaderValue header) {
    String raw =
        header.getRawValue().isEmpty() ? header.getValue() : header.getRawValue().toStringUtf8();
    if (header.getKey().isEmpty() || header.getKey().startsWith(":")) {
      findings.problem("header.key", "'" + header.getKey() + "' (expected: a header field)");
      return Optional.empty();
    }
    String value = header.getRawValue().isEmpty() ? raw.replace("%%", "\0") : raw;
    if (header.getRawValue().isEmpty() && value.indexOf('%') >= 0) {
      findings.problem("header.value", "a %COMMAND% (expected: plain text, %% for a percent sign)");
      return Optional.empty();
    }
    if (raw.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      findings.problem("header.value", "a line break or NUL (expected: neither)");
      return Optional.empty();
    }
    return Optional.of(new HeaderMutation.Field(header.getKey(), value.replace('\0', '%')));
  }
}
