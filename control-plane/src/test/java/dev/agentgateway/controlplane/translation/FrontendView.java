package dev.agentgateway.controlplane.translation;

import static dev.agentgateway.controlplane.translation.TranslationView.put;

import dev.agentgateway.controlplane.ir.FrontendPolicyIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.AccessLogIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.CollectorIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.NamedExpressionIr;
import dev.agentgateway.controlplane.ir.FrontendPolicyIr.TracingIr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Frontend policies by listener, for people to read; what is empty is left out. */
final class FrontendView {

  private FrontendView() {}

  static void add(Map<String, Object> view, Map<String, FrontendPolicyIr> policies) {
    Map<String, Object> tracing = new TreeMap<>();
    Map<String, Object> accessLog = new TreeMap<>();
    Map<String, Object> metricLabels = new TreeMap<>();
    policies.forEach(
        (listener, policy) -> {
          String name = listener.isEmpty() ? "(all)" : listener;
          policy.tracing().ifPresent(each -> tracing.put(name, tracing(each)));
          policy.accessLog().ifPresent(each -> accessLog.put(name, accessLog(each)));
          policy
              .metricLabels()
              .ifPresent(each -> metricLabels.put(name, expressions(each.labels())));
        });
    put(view, "tracing", tracing);
    put(view, "accessLog", accessLog);
    put(view, "metricLabels", metricLabels);
  }

  private static Map<String, Object> accessLog(AccessLogIr log) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("policy", log.policy());
    text(view, "filter", log.filter());
    put(view, "attributes", expressions(log.attributes()));
    put(view, "removeAttributes", log.removeAttributes());
    return view;
  }

  private static Map<String, Object> tracing(TracingIr tracing) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("policy", tracing.policy());
    switch (tracing.collector()) {
      case CollectorIr.Invalid(String why) -> view.put("invalid", why);
      case CollectorIr.Otlp otlp -> {
        view.put("cluster", otlp.cluster());
        view.put("authority", otlp.authority());
        view.put("protocol", otlp.path().map(path -> "HTTP " + path).orElse("GRPC"));
        put(
            view,
            "headers",
            otlp.headers().stream()
                .map(h -> h.name() + ": " + h.prefix() + "<" + h.secret() + ">")
                .toList());
      }
    }
    text(view, "clientSampling", tracing.clientSampling());
    text(view, "randomSampling", tracing.randomSampling());
    text(view, "parentNotSampled", tracing.parentNotSampled());
    text(view, "filter", tracing.filter());
    put(view, "resources", expressions(tracing.resources()));
    put(view, "attributes", expressions(tracing.attributes()));
    put(view, "removeAttributes", tracing.removeAttributes());
    if (!tracing.runs()) {
      view.put("runs", "Off");
    }
    return view;
  }

  private static List<String> expressions(List<NamedExpressionIr> expressions) {
    return expressions.stream().map(e -> e.name() + " = " + e.expression()).toList();
  }

  private static void text(Map<String, Object> view, String key, Optional<String> text) {
    text.ifPresent(value -> view.put(key, value));
  }
}
