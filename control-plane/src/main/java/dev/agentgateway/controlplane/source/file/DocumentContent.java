package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.source.SourceProblem.Severity;
import dev.agentgateway.controlplane.state.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * What one document says. Lines are 0-based within the document.
 *
 * @param unidentified whether something is there of which not even the name is known
 */
record DocumentContent(List<Item> items, List<Finding> findings, boolean unidentified) {

  DocumentContent {
    items = List.copyOf(items);
    findings = List.copyOf(findings);
  }

  /** An object, good or broken. */
  sealed interface Item {
    ObjectRef ref();

    int line();
  }

  /**
   * A good object.
   *
   * @param tree with defaults applied; must not be changed
   * @param object the same as a model object; without a generation until it comes into force
   */
  record Good(ObjectRef ref, int line, ObjectNode tree, HasMetadata object) implements Item {}

  /** A broken one: the findings say why. */
  record Broken(ObjectRef ref, int line) implements Item {}

  /** A problem within the document. */
  record Finding(Severity severity, int line, Optional<ObjectRef> object, String reason) {}
}
