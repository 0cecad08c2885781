package dev.agentgateway.dataplane.telemetry.cel;

import dev.agentgateway.api.cel.CelEnvironment;
import dev.agentgateway.dataplane.exchange.Contents;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds which contents of messages an expression names, by the fields that it selects. */
final class NamedContents {
  private static final Contents ALL = new Contents(true, true, true, true, true, true, true);

  private NamedContents() {}

  static Contents of(CelAbstractSyntaxTree ast) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == Kind.IDENT)
        .map(node -> named(path(node)))
        .reduce(Contents.NONE, Contents::or);
  }

  /** A variable's name and the fields that are selected from it. */
  private static List<String> path(CelNavigableExpr ident) {
    List<String> path = new ArrayList<>();
    path.add(ident.expr().ident().name());
    CelNavigableExpr at = ident;
    Optional<CelNavigableExpr> parent = at.parent();
    while (parent.isPresent()) {
      String field = field(parent.get().expr(), at.expr());
      if (field == null) {
        break;
      }
      path.add(field);
      at = parent.get();
      parent = at.parent();
    }
    return path;
  }

  /** The field that an expression selects from its operand; null: it does something else. */
  private static @Nullable String field(CelExpr expression, CelExpr operand) {
    return switch (expression.getKind()) {
      case SELECT -> expression.select().field();
      case CALL -> {
        CelExpr.CelCall call = expression.call();
        boolean indexes =
            switch (call.function()) {
              case "_[_]", "_[?_]", "_?._" -> true;
              default -> false;
            };
        yield indexes && call.args().size() == 2 && call.args().get(0).id() == operand.id()
            ? text(call.args().get(1))
            : null;
      }
      default -> null;
    };
  }

  private static @Nullable String text(CelExpr expression) {
    return expression.getKind() == Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? expression.constant().stringValue()
        : null;
  }

  private static Contents named(List<String> path) {
    String field = path.size() > 1 ? path.get(1) : "";
    boolean whole = field.isEmpty();
    return switch (path.getFirst()) {
      case CelEnvironment.ALL_VARIABLES -> whole ? ALL : named(path.subList(1, path.size()));
      case "request" -> request(whole || isBody(field));
      case "response" -> response(whole || isBody(field));
      case "llm" ->
          new Contents(
              false,
              false,
              whole || field.equals("prompt"),
              whole || field.equals("completion"),
              whole || field.equals("toolCalls"),
              false,
              false);
      case "mcp" -> tool(whole || field.equals("tool"), path.size() > 2 ? path.get(2) : "");
      default -> Contents.NONE;
    };
  }

  private static boolean isBody(String field) {
    return field.equals("body") || field.equals("bodyPrefix");
  }

  private static Contents request(boolean body) {
    return new Contents(body, false, false, false, false, false, false);
  }

  private static Contents response(boolean body) {
    return new Contents(false, body, false, false, false, false, false);
  }

  private static Contents tool(boolean named, String field) {
    boolean whole = field.isEmpty();
    return new Contents(
        false,
        false,
        false,
        false,
        false,
        named && (whole || field.equals("arguments")),
        named && (whole || field.equals("result") || field.equals("error")));
  }
}
