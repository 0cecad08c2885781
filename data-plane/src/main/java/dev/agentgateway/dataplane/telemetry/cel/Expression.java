package dev.agentgateway.dataplane.telemetry.cel;

import dev.agentgateway.api.cel.CelProblem;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;

/** A compiled expression. Immutable; evaluated on any thread. */
public sealed interface Expression {

  /**
   * Its value: String, Long, Double, Boolean, List, Map or another value of CEL.
   *
   * @throws CelEvaluationException where it fails
   */
  Object evaluate(CelVariableResolver variables) throws CelEvaluationException;

  /** What of the contents of messages it names. */
  default Contents contents() {
    return Contents.NONE;
  }

  /** Always the same value. */
  record Constant(Object value) implements Expression {
    @Override
    public Object evaluate(CelVariableResolver variables) {
      return value;
    }
  }

  /** Depends on the request. */
  record Evaluated(CelRuntime.Program program, Contents contents) implements Expression {
    @Override
    public Object evaluate(CelVariableResolver variables) throws CelEvaluationException {
      return program.eval(variables);
    }
  }

  /** Does not compile; always fails. */
  record Broken(CelProblem problem) implements Expression {
    @Override
    public Object evaluate(CelVariableResolver variables) throws CelEvaluationException {
      throw new CelEvaluationException(problem.toString());
    }
  }
}
