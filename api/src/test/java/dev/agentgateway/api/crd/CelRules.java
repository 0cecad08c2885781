package dev.agentgateway.api.crd;

import static java.util.Map.entry;

import dev.agentgateway.api.crd.StructuralSchema.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the rules of {@code schemas.yaml} that are code in the file source are in CEL. */
final class CelRules {

  private static final Map<String, List<Validation>> RULES =
      Map.ofEntries(
          entry(
              "absolutePath",
              of("!has(self.path) || self.path.startsWith('/')", "path starts with /")),
          entry(
              "azureOpenAi",
              of(
                  "has(self.deploymentName) || !has(self.apiVersion) ||"
                      + " self.apiVersion in ['v1', 'preview']",
                  "deploymentName is needed with an apiVersion other than v1 and preview")),
          entry(
              "backendAuth",
              of(
                  "!has(self.location) || has(self.key) || has(self.secretRef) ||"
                      + " has(self.passthrough)",
                  "location needs key, secretRef or passthrough")),
          entry("backendTls", backendTls()),
          entry("collectorPath", collectorPath()),
          entry(
              "customCredential",
              of(
                  "(!has(self.group) || self.group == '') == (!has(self.kind) || self.kind == '')",
                  "set group and kind together")),
          entry(
              "customTarget",
              of(
                  "(self.group == '' && self.kind == 'Service') || (self.group =="
                      + " 'inference.networking.k8s.io' && self.kind == 'InferencePool')",
                  "a custom model is a Service or an InferencePool")),
          entry("llmProvider", llmProvider()),
          entry(
              "mcpServer",
              of(
                  "!has(self.backendRef) || !has(self.policies)",
                  "policies go with host; for backendRef write a policy for the Service")),
          // maxProperties says it.
          entry("modelAliases", List.of()),
          entry("overlaysOfTheWorkload", overlaysOfTheWorkload()),
          entry(
              "policiesOfItsKind",
              of(
                  "!has(self.policies) || ((!has(self.policies.ai) || has(self.ai)) &&"
                      + " (!has(self.policies.mcp) || has(self.mcp)))",
                  "policies.ai is for an ai backend and policies.mcp for an mcp backend")),
          entry("policyTargets", policyTargets()),
          entry(
              "servicePort",
              of(
                  "self.group != '' || self.kind != 'Service' || has(self.port)",
                  "a Service needs a port")),
          entry("shutdownOrder", of("self.min <= self.max", "min is at most max")),
          entry(
              "staticBackend",
              of(
                  "has(self.unixPath) ? !has(self.host) && !has(self.port) :"
                      + " has(self.host) && has(self.port)",
                  "set host and port, or unixPath alone")));

  private CelRules() {}

  static List<Validation> named(String name) {
    List<Validation> rules = RULES.get(name);
    if (rules == null) {
      throw new IllegalArgumentException("rule " + name + " has no CEL");
    }
    return rules;
  }

  private static List<Validation> backendTls() {
    return List.of(
        new Validation(
            "!has(self.insecureSkipVerify) || self.insecureSkipVerify != 'All' ||"
                + " !has(self.caCertificateRefs)",
            "insecureSkipVerify All leaves nothing to caCertificateRefs"),
        new Validation(
            "!has(self.certificateSource) || self.certificateSource != 'SPIFFE' ||"
                + " !(has(self.mtlsCertificateRef) || has(self.caCertificateRefs) ||"
                + " has(self.insecureSkipVerify))",
            "certificateSource SPIFFE stands without mtlsCertificateRef, caCertificateRefs and"
                + " insecureSkipVerify"));
  }

  private static List<Validation> overlaysOfTheWorkload() {
    String daemonSet =
        "(has(self.workload) && has(self.workload.kind) && self.workload.kind == 'DaemonSet')";
    return List.of(
        new Validation(
            "!has(self.deployment) || !" + daemonSet, "deployment is for workload.kind Deployment"),
        new Validation(
            "!has(self.daemonSet) || " + daemonSet, "daemonSet is for workload.kind DaemonSet"),
        new Validation(
            "!has(self.horizontalPodAutoscaler) || !" + daemonSet,
            "a DaemonSet has no horizontalPodAutoscaler"));
  }

  private static List<Validation> collectorPath() {
    return List.of(
        new Validation(
            "!has(self.path) || self.protocol == 'HTTP'", "path is for protocol HTTP only"),
        new Validation("!has(self.path) || self.path.startsWith('/')", "path starts with /"),
        new Validation(
            "!has(self.url) || self.protocol == 'HTTP' || !self.url.matches('^https?://[^/]+/')",
            "a url has a path for protocol HTTP only"));
  }

  private static List<Validation> llmProvider() {
    return List.of(
        new Validation("has(self.host) == has(self.port)", "set host and port together"),
        new Validation(
            "!has(self.custom) || has(self.custom.backendRef) != has(self.host)",
            "a custom model has a backendRef, or host and port"),
        new Validation(
            "(has(self.path) ? 1 : 0) + (has(self.pathPrefix) ? 1 : 0) + (has(self.custom) &&"
                + " self.custom.formats.exists(format, has(format.path)) ? 1 : 0) <= 1",
            "set one of path, pathPrefix and the paths of formats"),
        new Validation(
            "!has(self.pathPrefix) || has(self.host)", "pathPrefix needs host and port"));
  }

  private static List<Validation> policyTargets() {
    List<Validation> rules = new ArrayList<>();
    for (String field : List.of("targetRefs", "targetSelectors")) {
      rules.add(
          new Validation(
              all(
                  field,
                  "(target.group == 'gateway.networking.k8s.io' && target.kind in ['Gateway',"
                      + " 'HTTPRoute', 'GRPCRoute', 'ListenerSet']) || (target.group == '' &&"
                      + " target.kind == 'Service') || (target.group == 'agentgateway.dev' &&"
                      + " target.kind == 'AgentgatewayBackend') || (target.group =="
                      + " 'inference.networking.k8s.io' && target.kind == 'InferencePool')"),
              "a policy is for a Gateway, HTTPRoute, GRPCRoute, ListenerSet, Service,"
                  + " AgentgatewayBackend or InferencePool"));
      rules.add(
          new Validation(
              all(
                  field,
                  "target.group == self.%s[0].group && target.kind == self.%s[0].kind"
                      .formatted(field, field)),
              "all targets of a policy are of one kind"));
      rules.add(
          new Validation(
              "!has(self.frontend) || " + all(field, "target.kind == 'Gateway'"),
              "a frontend policy is for Gateways"));
      rules.add(
          new Validation(
              "!has(self.backend) || !(has(self.backend.ai) || has(self.backend.mcp)) || "
                  + all(field, "target.kind != 'Service'"),
              "backend.ai and backend.mcp are not for Services"));
    }
    rules.add(
        new Validation(
            "!has(self.strategy) || !has(self.strategy.inheritance) || has(self.traffic)",
            "strategy.inheritance is for traffic policies"));
    return rules;
  }

  private static String all(String field, String holds) {
    return "(!has(self.%s) || self.%s.all(target, %s))".formatted(field, field, holds);
  }

  private static List<Validation> of(String rule, String message) {
    return List.of(new Validation(rule, message));
  }
}
