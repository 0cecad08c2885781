package dev.agentgateway.api.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles the expressions of policies. Knows every variable and function from the start, so that
 * an expression means the same to whoever checks it and whoever evaluates it.
 *
 * <p>Threading: immutable, safe to share. Compiling takes milliseconds; never do it per request.
 */
public final class CelEnvironment {
  /** Longest expression, in code points; as the CRD's limit. */
  public static final int MAX_EXPRESSION_LENGTH = 16_384;

  /** Variable that {@code variables()} stands for: a map of all variables of the phase. */
  public static final String ALL_VARIABLES = "@variables";

  /** What bounds parsing and evaluation. */
  public static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_EXPRESSION_LENGTH)
          .maxParseRecursionDepth(100)
          .comprehensionMaxIterations(10_000)
          .maxRegexProgramSize(10_000)
          .enableOptionalSyntax(true)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private static final Map<String, Variable> VARIABLES =
      Stream.of(Variable.values())
          .collect(Collectors.toUnmodifiableMap(Variable::text, Function.identity()));

  private final CelCompiler compiler;

  private CelEnvironment(CelCompiler compiler) {
    this.compiler = compiler;
  }

  /** The environment of this version. */
  public static CelEnvironment create() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addMacros(MapMacros.macros())
            .addLibraries(
                CelExtensions.strings(),
                CelExtensions.math(),
                CelExtensions.encoders(OPTIONS),
                CelExtensions.optional())
            .addFunctionDeclarations(Functions.declarations());
    for (Variable variable : Variable.values()) {
      builder.addVar(variable.text(), MapType.create(SimpleType.STRING, SimpleType.DYN));
    }
    builder.addVar(ALL_VARIABLES, MapType.create(SimpleType.STRING, SimpleType.DYN));
    return new CelEnvironment(builder.build());
  }

  /** What is wrong with an expression in this phase; empty where it can be used. */
  public Optional<CelProblem> check(String expression, Phase phase) {
    return switch (compile(expression, phase)) {
      case CelResult.Checked _ -> Optional.empty();
      case CelResult.Invalid(List<CelProblem> problems) -> Optional.of(problems.getFirst());
    };
  }

  /** Parses and checks an expression for a phase. */
  public CelResult compile(String expression, Phase phase) {
    CelValidationResult result = compiler.compile(expression);
    if (result.hasError()) {
      return new CelResult.Invalid(
          result.getErrors().stream().map(CelEnvironment::problem).toList());
    }
    CelAbstractSyntaxTree ast;
    try {
      ast = result.getAst();
    } catch (CelValidationException invalid) {
      throw new IllegalStateException("no error and no syntax tree", invalid);
    }
    List<CelExpr> nodes =
        CelNavigableAst.fromAst(ast).getRoot().allNodes().map(CelNavigableExpr::expr).toList();
    List<CelProblem> problems = outOfPhase(ast, nodes, phase);
    if (!problems.isEmpty()) {
      return new CelResult.Invalid(problems);
    }
    Set<String> variables = new TreeSet<>();
    boolean pure = true;
    for (CelExpr node : nodes) {
      if (node.getKind() == Kind.IDENT && isVariable(node.ident().name())) {
        variables.add(node.ident().name());
      }
      pure &= node.getKind() != Kind.CALL || !Functions.IMPURE.contains(node.call().function());
    }
    return new CelResult.Checked(ast, variables, pure && variables.isEmpty());
  }

  /** Names of all variables, sorted. */
  public List<String> variables() {
    return VARIABLES.keySet().stream().sorted().toList();
  }

  private static List<CelProblem> outOfPhase(
      CelAbstractSyntaxTree ast, List<CelExpr> nodes, Phase phase) {
    List<CelProblem> problems = new ArrayList<>();
    for (CelExpr node : nodes) {
      if (node.getKind() == Kind.IDENT) {
        Variable variable = VARIABLES.get(node.ident().name());
        if (variable != null && !variable.isIn(phase)) {
          problems.add(
              problem(
                  ast,
                  node,
                  variable.text()
                      + ": not available here (expected: one of "
                      + named(phase)
                      + ")"));
        }
      } else if (node.getKind() == Kind.SELECT && node.select().operand().getKind() == Kind.IDENT) {
        Variable variable = VARIABLES.get(node.select().operand().ident().name());
        String field = node.select().field();
        if (variable != null && variable.isIn(phase) && !variable.has(field, phase)) {
          problems.add(
              problem(
                  ast,
                  node,
                  variable.text()
                      + "."
                      + field
                      + ": no such field here (expected: one of "
                      + String.join(", ", variable.fields())
                      + ")"));
        }
      }
    }
    problems.sort(Comparator.comparingInt(CelProblem::line).thenComparingInt(CelProblem::column));
    return problems;
  }

  private static boolean isVariable(String name) {
    return VARIABLES.containsKey(name) || name.equals(ALL_VARIABLES);
  }

  private static String named(Phase phase) {
    return VARIABLES.values().stream()
        .filter(variable -> variable.isIn(phase))
        .map(Variable::text)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static CelProblem problem(CelAbstractSyntaxTree ast, CelExpr node, String message) {
    Integer offset = ast.getSource().getPositionsMap().get(node.id());
    Optional<CelSourceLocation> location =
        offset == null ? Optional.empty() : ast.getSource().getOffsetLocation(offset);
    return new CelProblem(
        location.map(CelSourceLocation::getLine).orElse(1),
        location.map(at -> at.getColumn() + 1).orElse(1),
        message);
  }

  private static CelProblem problem(CelIssue issue) {
    CelSourceLocation at = issue.getSourceLocation();
    return new CelProblem(
        Math.max(1, at.getLine()), Math.max(0, at.getColumn()) + 1, issue.getMessage());
  }
}
