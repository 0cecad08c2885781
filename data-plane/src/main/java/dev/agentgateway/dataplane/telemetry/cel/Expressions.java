package dev.agentgateway.dataplane.telemetry.cel;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.api.cel.CelProblem;
import dev.agentgateway.api.cel.CelResult;
import dev.agentgateway.api.cel.Phase;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelVariableResolver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compiles expressions, each text once.
 *
 * <p>Threading: safe to share; a lock guards the cache, so never compile on an event loop.
 */
public final class Expressions {
  private static final int CACHED = 4096;
  private static final CelVariableResolver NOTHING = name -> Optional.empty();

  private final CelEnvironment environment = CelEnvironment.create();
  private final CelRuntime runtime =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(CelEnvironment.OPTIONS)
          .addLibraries(
              CelExtensions.strings(),
              CelExtensions.math(),
              CelExtensions.encoders(CelEnvironment.OPTIONS),
              CelExtensions.optional())
          .addFunctionBindings(FunctionBindings.all())
          .build();
  private final Object lock = new Object();
  private final Map<Key, Expression> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Expression> eldest) {
          return size() > CACHED;
        }
      };

  /** Compiles a text for a phase; what does not compile always fails. */
  public Expression compile(String text, Phase phase) {
    synchronized (lock) {
      Expression known = cache.get(new Key(text, phase));
      if (known == null) {
        known = plan(text, phase);
        cache.put(new Key(text, phase), known);
      }
      return known;
    }
  }

  private Expression plan(String text, Phase phase) {
    return switch (environment.compile(text, phase)) {
      case CelResult.Invalid invalid -> new Expression.Broken(invalid.problems().getFirst());
      case CelResult.Checked checked -> plan(checked.ast(), checked.constant());
    };
  }

  private Expression plan(CelAbstractSyntaxTree ast, boolean constant) {
    try {
      CelRuntime.Program program = runtime.createProgram(ast);
      return constant
          ? new Expression.Constant(program.eval(NOTHING))
          : new Expression.Evaluated(program, NamedContents.of(ast));
    } catch (CelEvaluationException failed) {
      String message = failed.getMessage();
      return new Expression.Broken(new CelProblem(1, 1, message == null ? "fails" : message));
    }
  }

  private record Key(String text, Phase phase) {}
}
