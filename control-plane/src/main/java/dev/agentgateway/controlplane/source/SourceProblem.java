package dev.agentgateway.controlplane.source;

import dev.agentgateway.controlplane.state.ObjectRef;
import java.util.Comparator;
import java.util.Optional;

/**
 * Something wrong with what a source reads.
 *
 * @param file where, as a path that its author can open
 * @param line 1-based; 0: the file as a whole
 * @param object empty where the document does not say
 * @param reason names the offending value and the expected one
 */
public record SourceProblem(
    Severity severity, String file, int line, Optional<ObjectRef> object, String reason)
    implements Comparable<SourceProblem> {

  private static final Comparator<SourceProblem> ORDER =
      Comparator.comparing(SourceProblem::file)
          .thenComparingInt(SourceProblem::line)
          .thenComparing(SourceProblem::reason);

  /** What follows from a problem. */
  public enum Severity {
    /** The document is not taken; the object's previous good version stays in force. */
    ERROR,
    /** The object is taken, but not all that was written has an effect. */
    WARNING,
    /** Nothing is wrong: the document is none of ours. */
    NOTE
  }

  @Override
  public int compareTo(SourceProblem other) {
    return ORDER.compare(this, other);
  }

  /** {@code FILE:LINE: OBJECT: REASON}. */
  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + ": "
        + object.map(ref -> ref + ": ").orElse("")
        + reason;
  }
}
