package dev.agentgateway.controlplane.dashboard;

import dev.agentgateway.controlplane.ir.ActionIr;
import dev.agentgateway.controlplane.ir.HeaderMutationIr;
import dev.agentgateway.controlplane.ir.MatchIr;
import dev.agentgateway.controlplane.ir.RouteIr;
import java.util.ArrayList;
import java.util.List;

/** Says in words what a route takes and does. */
final class RouteWords {

  private RouteWords() {}

  static String match(MatchIr match) {
    List<String> parts = new ArrayList<>();
    match.method().ifPresent(parts::add);
    parts.add(
        switch (match.path()) {
          case MatchIr.PathIr.Exact(String path) -> path;
          case MatchIr.PathIr.Prefix(String prefix) -> prefix.equals("/") ? "/*" : prefix + "/*";
          case MatchIr.PathIr.Regex(String regex) -> "~ " + regex;
        });
    match.headers().forEach(header -> parts.add("header " + named(header)));
    match.query().forEach(parameter -> parts.add("query " + named(parameter)));
    return String.join("  ", parts);
  }

  private static String named(MatchIr.NamedMatchIr match) {
    return switch (match.value()) {
      case MatchIr.ValueIr.Exact(String value) -> match.name() + "=" + value;
      case MatchIr.ValueIr.Regex(String regex) -> match.name() + " ~ " + regex;
    };
  }

  /**
   * What it does.
   *
   * @param prefix left out at the start of cluster names
   */
  static String action(RouteIr route, String prefix) {
    List<String> parts = new ArrayList<>();
    switch (route.action()) {
      case ActionIr.Forward forward -> forward(forward, prefix, parts);
      case ActionIr.Redirect redirect -> parts.add(redirect(redirect));
      case ActionIr.Reply(int status, String why) -> parts.add("answer " + status + ": " + why);
    }
    headers("request", route.requestHeaders(), parts);
    headers("response", route.responseHeaders(), parts);
    return String.join("; ", parts);
  }

  private static void forward(ActionIr.Forward forward, String prefix, List<String> parts) {
    int total = forward.backends().stream().mapToInt(ActionIr.WeightedBackendIr::weight).sum();
    for (ActionIr.WeightedBackendIr share : forward.backends()) {
      String percent =
          forward.backends().size() == 1 || total == 0
              ? ""
              : Math.round(share.weight() * 100.0 / total) + " % ";
      parts.add(
          switch (share.backend()) {
            case ActionIr.BackendIr.Cluster cluster ->
                percent + "to " + backend(cluster.name(), prefix);
            case ActionIr.BackendIr.Invalid(String why) -> percent + "answer 500: " + why;
          });
    }
    rewrite(forward.pathRewrite(), parts);
    forward.hostRewrite().ifPresent(host -> parts.add("host becomes " + host));
    forward.timeout().ifPresent(timeout -> parts.add("timeout " + Words.duration(timeout)));
    forward.retry().ifPresent(retry -> parts.add("up to " + retry.attempts() + " retries"));
  }

  private static String backend(String cluster, String prefix) {
    return cluster.startsWith(prefix)
        ? cluster.substring(prefix.length()).replaceFirst("/", " ")
        : cluster;
  }

  private static void rewrite(ActionIr.PathRewriteIr rewrite, List<String> parts) {
    switch (rewrite) {
      case ActionIr.PathRewriteIr.Keep() -> {}
      case ActionIr.PathRewriteIr.Full(String path) -> parts.add("path becomes " + path);
      case ActionIr.PathRewriteIr.Prefix(String matched, String replacement) ->
          parts.add(matched + " becomes " + replacement);
    }
  }

  private static String redirect(ActionIr.Redirect redirect) {
    List<String> parts = new ArrayList<>();
    parts.add("redirect " + redirect.status());
    redirect.scheme().ifPresent(scheme -> parts.add("to " + scheme));
    redirect.host().ifPresent(host -> parts.add("to host " + host));
    redirect.port().ifPresent(port -> parts.add("to port " + port));
    rewrite(redirect.path(), parts);
    return String.join(", ", parts);
  }

  private static void headers(String of, HeaderMutationIr change, List<String> parts) {
    List<String> names = new ArrayList<>();
    change.set().forEach(field -> names.add("set " + field.name()));
    change.add().forEach(field -> names.add("add " + field.name()));
    change.remove().forEach(name -> names.add("remove " + name));
    if (!names.isEmpty()) {
      parts.add(of + " headers: " + String.join(", ", names));
    }
  }
}
