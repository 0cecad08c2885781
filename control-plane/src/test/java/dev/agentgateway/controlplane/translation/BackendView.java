package dev.agentgateway.controlplane.translation;

import static dev.agentgateway.controlplane.translation.TranslationView.put;

import dev.agentgateway.controlplane.ir.ActionIr.BackendIr;
import dev.agentgateway.controlplane.ir.ProtocolIr;
import dev.agentgateway.controlplane.ir.UpstreamAuthIr;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a backend speaks and is given, for people to read; what is empty is left out. */
final class BackendView {

  private BackendView() {}

  static void add(Map<String, Object> view, BackendIr.Cluster backend) {
    switch (backend.protocol()) {
      case ProtocolIr.Http() -> {}
      case ProtocolIr.Llm llm -> view.put("llm", llm(llm));
      case ProtocolIr.LlmGroups several ->
          view.put(
              "llmGroups",
              several.groups().stream()
                  .map(group -> group.stream().map(BackendView::provider).toList())
                  .toList());
      case ProtocolIr.Mcp mcp -> view.put("mcp", mcp(mcp));
      case ProtocolIr.A2a a2a -> view.put("a2a", a2a.authority().orElse("(the client's host)"));
    }
    backend.auth().ifPresent(auth -> view.put("auth", auth(auth)));
  }

  /** A resource name without its Gateway. */
  static String local(String name) {
    return name.substring(name.indexOf('/', name.indexOf('/') + 1) + 1);
  }

  private static Map<String, Object> provider(ProtocolIr.LlmProviderIr provider) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", provider.name());
    view.put("cluster", local(provider.cluster()));
    view.putAll(llm(provider.llm()));
    provider.auth().ifPresent(auth -> view.put("auth", auth(auth)));
    return view;
  }

  private static Map<String, Object> llm(ProtocolIr.Llm llm) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("provider", llm.provider().name());
    llm.model().ifPresent(model -> view.put("model", model));
    put(view, "modelAliases", new TreeMap<>(llm.modelAliases()));
    put(
        view,
        "formats",
        llm.formats().stream()
            .map(each -> each.format() + each.path().map(path -> " " + path).orElse(""))
            .toList());
    Map<String, Object> routes = new TreeMap<>();
    llm.routes().forEach((suffix, format) -> routes.put(suffix, format.name()));
    put(view, "routes", routes);
    llm.pathPrefix().ifPresent(prefix -> view.put("pathPrefix", prefix));
    llm.path().ifPresent(path -> view.put("path", path));
    llm.host().ifPresent(host -> view.put("host", host));
    if (!llm.includeUsage()) {
      view.put("includeUsage", false);
    }
    llm.azure()
        .ifPresent(
            azure ->
                view.put(
                    "azure",
                    azure.deployment().orElse("(model)") + " " + azure.apiVersion().orElse("v1")));
    return view;
  }

  private static Map<String, Object> mcp(ProtocolIr.Mcp mcp) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("backend", mcp.backend());
    Map<String, Object> targets = new LinkedHashMap<>();
    for (ProtocolIr.McpTargetIr target : mcp.targets()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("to", local(target.cluster()));
      each.put("authority", target.authority());
      target.path().ifPresent(path -> each.put("path", path));
      target.auth().ifPresent(auth -> each.put("auth", auth(auth)));
      targets.put(target.name(), each);
    }
    view.put("targets", targets);
    view.put("prefix", mcp.prefixMode().name());
    if (mcp.failOpen()) {
      view.put("failOpen", true);
    }
    if (mcp.stateless()) {
      view.put("stateless", true);
    }
    return view;
  }

  private static String auth(UpstreamAuthIr auth) {
    String value =
        switch (auth) {
          case UpstreamAuthIr.Stored stored -> "<" + local(stored.secret()) + ">";
          case UpstreamAuthIr.Passthrough _ -> "(the client's)";
        };
    return auth.place().map(place -> place.header() + ": " + place.prefix()).orElse("") + value;
  }
}
