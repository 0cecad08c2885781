package dev.agentgateway.api.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.List;
import java.util.Optional;

/**
 * Macros over maps and values: {@code x.with(v, e)}, {@code m.mapValues(v, e)}, {@code
 * m.filterKeys(k, p)}, {@code m.removeKeys(k, p)} and {@code variables()}.
 */
final class MapMacros {
  /** Function from a list of alternating keys and values to a map. */
  static final String COLLECT = "agw_internal_collect";

  private MapMacros() {}

  /** Every macro. */
  static List<CelMacro> macros() {
    return List.of(
        CelMacro.newReceiverMacro("with", 2, MapMacros::with),
        CelMacro.newReceiverMacro("mapValues", 2, MapMacros::mapValues),
        CelMacro.newReceiverMacro("filterKeys", 2, (f, m, a) -> selectKeys(f, m, a, true)),
        CelMacro.newReceiverMacro("removeKeys", 2, (f, m, a) -> selectKeys(f, m, a, false)),
        CelMacro.newGlobalMacro(
            "variables",
            0,
            (factory, target, arguments) ->
                Optional.of(factory.newIdentifier(CelEnvironment.ALL_VARIABLES))),
        // Go's spelling of a standard macro.
        CelMacro.newReceiverMacro("existsOne", 2, MapMacros::existsOne));
  }

  /** [x].map(v, e)[0]. */
  private static Optional<CelExpr> with(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
    if (!isName(arguments.get(0))) {
      return Optional.of(notAName(factory));
    }
    CelExpr mapped =
        fold(
            factory,
            arguments.get(0),
            factory.newList(target),
            factory.newBoolLiteral(true),
            List.of(arguments.get(1)));
    return Optional.of(factory.newGlobalCall("_[_]", mapped, factory.newIntLiteral(0)));
  }

  /** Of every key k the pair [k, e] with v standing for m[k]. */
  private static Optional<CelExpr> mapValues(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
    if (!isName(arguments.get(0))) {
      return Optional.of(notAName(factory));
    }
    CelExpr key = factory.newIdentifier("@key");
    CelExpr value =
        factory.newGlobalCall("_[_]", factory.copy(target), factory.newIdentifier("@key"));
    CelExpr mapped = with(factory, value, arguments).orElseThrow();
    return collect(
        factory,
        factory.newIdentifier("@key"),
        target,
        factory.newBoolLiteral(true),
        List.of(key, mapped));
  }

  private static Optional<CelExpr> selectKeys(
      CelMacroExprFactory factory,
      CelExpr target,
      ImmutableList<CelExpr> arguments,
      boolean keepMatches) {
    CelExpr name = arguments.get(0);
    if (!isName(name)) {
      return Optional.of(notAName(factory));
    }
    CelExpr condition =
        keepMatches ? arguments.get(1) : factory.newGlobalCall("!_", arguments.get(1));
    CelExpr value = factory.newGlobalCall("_[_]", factory.copy(target), factory.copy(name));
    return collect(factory, name, target, condition, List.of(factory.copy(name), value));
  }

  private static Optional<CelExpr> existsOne(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
    if (!isName(arguments.get(0))) {
      return Optional.of(notAName(factory));
    }
    CelExpr matches =
        fold(
            factory, arguments.get(0), target, arguments.get(1), List.of(factory.newIntLiteral(1)));
    return Optional.of(
        factory.newGlobalCall(
            "_==_", factory.newGlobalCall("size", matches), factory.newIntLiteral(1)));
  }

  private static Optional<CelExpr> collect(
      CelMacroExprFactory factory,
      CelExpr name,
      CelExpr range,
      CelExpr condition,
      List<CelExpr> added) {
    CelExpr flat = fold(factory, name, range, condition, dynamic(factory, added));
    return Optional.of(factory.newGlobalCall(COLLECT, flat));
  }

  private static List<CelExpr> dynamic(CelMacroExprFactory factory, List<CelExpr> values) {
    return values.stream().map(value -> factory.newGlobalCall("dyn", value)).toList();
  }

  /** The list of {@code added} for every element of {@code range} that meets the condition. */
  private static CelExpr fold(
      CelMacroExprFactory factory,
      CelExpr name,
      CelExpr range,
      CelExpr condition,
      List<CelExpr> added) {
    String accumulator = factory.getAccumulatorVarName();
    CelExpr grown =
        factory.newGlobalCall("_+_", factory.newIdentifier(accumulator), factory.newList(added));
    CelExpr step =
        factory.newGlobalCall("_?_:_", condition, grown, factory.newIdentifier(accumulator));
    return factory.fold(
        name.ident().name(),
        range,
        accumulator,
        factory.newList(),
        factory.newBoolLiteral(true),
        step,
        factory.newIdentifier(accumulator));
  }

  private static boolean isName(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.IDENT;
  }

  private static CelExpr notAName(CelMacroExprFactory factory) {
    return factory.reportError("the first argument must be a simple name");
  }
}
