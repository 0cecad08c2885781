package dev.agentgateway.api.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import java.util.List;
import java.util.Set;

/** What came of compiling an expression. */
public sealed interface CelResult {

  /**
   * An expression that parses, type-checks and names only what its phase has.
   *
   * @param ast checked
   * @param variables top-level variables that it names
   * @param constant whether it yields the same value every time: it names no variable and calls
   *     nothing that differs from call to call
   */
  record Checked(CelAbstractSyntaxTree ast, Set<String> variables, boolean constant)
      implements CelResult {
    public Checked {
      variables = Set.copyOf(variables);
    }
  }

  /**
   * An expression that cannot be used.
   *
   * @param problems in the order of their positions; never empty
   */
  record Invalid(List<CelProblem> problems) implements CelResult {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
