package dev.agentgateway.controlplane.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.source.SourceProblem.Severity;
import dev.agentgateway.controlplane.source.file.DocumentContent.Broken;
import dev.agentgateway.controlplane.source.file.DocumentContent.Finding;
import dev.agentgateway.controlplane.source.file.DocumentContent.Good;
import dev.agentgateway.controlplane.state.ObjectRef;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentReaderTest {

  private static final Schemas SCHEMAS = Schemas.load();

  @Test
  void missingNamespacesAreDefault() {
    Good service = good("{apiVersion: v1, kind: Service, metadata: {name: s}}");
    assertThat(service.ref()).isEqualTo(new ObjectRef("Service", "default", "s"));
    assertThat(service.tree().at("/metadata/namespace").asText()).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v1beta1"})
  void bothVersionsOfGatewayApiReadAlike(String version) {
    String spec =
        "spec: {from: [{group: g, kind: K, namespace: n}], to: [{group: '', kind: Service}]}";
    Good grant =
        good(
            "apiVersion: gateway.networking.k8s.io/%s\nkind: ReferenceGrant\nmetadata: {name: g}\n%s"
                .formatted(version, spec));
    assertThat(grant.tree().path("apiVersion").asText()).isEqualTo("gateway.networking.k8s.io/v1");
  }

  @Test
  void defaultsOfRoutesAreFilledIn() {
    ObjectNode route =
        good(route("parentRefs: [{name: edge}], rules: [{backendRefs: [{name: b, port: 1}]}]"))
            .tree();
    assertThat(route.at("/spec/rules/0/matches/0/path").toString())
        .isEqualTo("{\"type\":\"PathPrefix\",\"value\":\"/\"}");
    assertThat(route.at("/spec/parentRefs/0/kind").asText()).isEqualTo("Gateway");
    assertThat(route.at("/spec/parentRefs/0/group").asText())
        .isEqualTo("gateway.networking.k8s.io");
    assertThat(route.at("/spec/rules/0/backendRefs/0/weight").asInt()).isEqualTo(1);
    assertThat(route.at("/spec/rules/0/backendRefs/0/kind").asText()).isEqualTo("Service");
    assertThat(good(route("hostnames: [a]")).tree().at("/spec/rules/0/matches")).hasSize(1);
  }

  @Test
  void defaultsOfGatewaysPoliciesAndServicesAreFilledIn() {
    assertThat(
            good(gateway("{name: a, port: 80, protocol: HTTP}"))
                .tree()
                .at("/spec/listeners/0/allowedRoutes/namespaces/from")
                .asText())
        .isEqualTo("Same");
    assertThat(
            good(tracing("url: 'http://c:1'"))
                .tree()
                .at("/spec/frontend/tracing/protocol")
                .asText())
        .isEqualTo("GRPC");
    ObjectNode service =
        good("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 8}]}}")
            .tree();
    assertThat(service.at("/spec/ports/0/protocol").asText()).isEqualTo("TCP");
    assertThat(service.at("/spec/ports/0/targetPort").asInt()).isEqualTo(8);
  }

  @Test
  void plainSecretDataIsEncoded() {
    Good secret =
        good("{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {k: hello}}");
    assertThat(secret.tree().at("/data/k").asText()).isEqualTo("aGVsbG8=");
    assertThat(secret.tree().has("stringData")).isFalse();
    assertThat(error("{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {k: '%'}}"))
        .isEqualTo("data.k: not Base64 (expected: Base64, or stringData)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          parentRefs: [{}] | spec.parentRefs[0].name: missing (expected: a value)
          hostnames: [Upper.example] | spec.hostnames[0]: "Upper.example" (expected: to match
          hostnames: host | spec.hostnames: "host" (expected: a list)
          rules: [] | spec.rules: 0 items (expected: 1 to 16 items)
          rules: [{matches: [{path: {type: Glob, value: /}}]}] | "Glob" (expected: one of [Exact, PathPrefix, RegularExpression])
          rules: [{matches: [{path: {value: /a//b}}]}] | "/a//b" holds // (expected: a path without it)
          rules: [{matches: [{method: get}]}] | "get" (expected: one of [CONNECT, DELETE,
          rules: [{matches: [{headers: [{name: a, value: b}, {name: a, value: c}]}]}] | spec.rules[0].matches[0].headers[1]: [name] [a] is there before
          rules: [{backendRefs: [{name: b}]}] | spec.rules[0].backendRefs[0].port: missing (expected: the port of the Service)
          rules: [{backendRefs: [{name: b, port: 80, weight: -1}]}] | weight: -1 (expected: 0 to 1000000)
          rules: [{backendRefs: [{name: b, port: '80'}]}] | port: "80" (expected: an integer)
          rules: [{filters: [{type: URLRewrite}]}] | urlRewrite: missing with type URLRewrite
          rules: [{filters: [{type: URLRewrite, requestRedirect: {}}]}] | requestRedirect: with type URLRewrite (expected: type RequestRedirect)
          rules: [{filters: [{type: RequestRedirect, requestRedirect: {}}], backendRefs: [{name: b, port: 1}]}] | spec.rules[0].backendRefs: with a RequestRedirect filter
          rules: [{filters: [{type: RequestRedirect, requestRedirect: {statusCode: 200}}]}] | statusCode: "200" (expected: one of [301, 302, 303, 307, 308])
          rules: [{matches: [{path: {type: Exact, value: /a}}], filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /b}}}]}] | replacePrefixMatch: with 1 matches (expected: exactly one match, of type PathPrefix)
          rules: [{timeouts: {request: 1s, backendRequest: 2s}}] | backendRequest: 2s (expected: at most request, 1s)
          rules: [{timeouts: {request: 1 s}}] | request: "1 s" (expected: to match
          rules: [{retry: {codes: [200]}}] | codes[0]: 200 (expected: 400 to 599)
          parentRefs: [{name: a}, {name: a}] | spec.parentRefs[0]: a is referred to several times
          parentRefs: [{name: a, port: 1}, {name: a, port: 1}] | spec.parentRefs[1]: a is referred to before
          """)
  void rulesOfRoutesAreChecked(String spec, String expected) {
    assertThat(error(route(spec))).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: a, port: 0, protocol: HTTP} | port: 0 (expected: 1 to 65535)
          {name: a, port: 80, protocol: HTTP, tls: {}} | tls: with protocol HTTP (expected: HTTPS or TLS)
          {name: a, port: 80, protocol: TCP, hostname: b} | hostname: with protocol TCP
          {name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: HTTP} | spec.listeners[1]: port 80, protocol HTTP
          {name: a, port: 80, protocol: HTTP}, {name: a, port: 81, protocol: HTTP} | spec.listeners[1]: [name] [a] is there before
          {port: 80, protocol: HTTP} | spec.listeners[0].name: missing
          """)
  void rulesOfGatewaysAreChecked(String listeners, String expected) {
    assertThat(error(gateway(listeners))).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          protocol: HTTP | spec.frontend.tracing: sets none (expected: exactly one of [backendRef, url])
          url: 'http://c/v1' | has a path and the protocol is GRPC (expected: protocol HTTP)
          url: 'http://c', path: /v1 | path: "/v1" with protocol GRPC (expected: protocol HTTP)
          url: 'http://c', protocol: HTTP, path: v1 | path: "v1" (expected: to start with /)
          url: 'ftp://c' | url: "ftp://c" (expected: to match
          backendRef: {name: c} | backendRef.port: missing
          url: 'http://c', randomSampling: true | randomSampling: true (expected: a string, in quotes)
          url: 'http://c', attributes: {} | attributes: sets none (expected: at least one of [add, remove])
          """)
  void rulesOfTracingAreChecked(String tracing, String expected) {
    assertThat(error(tracing(tracing))).contains(expected);
  }

  @Test
  void aPolicyTargetsOneKindAndFrontendsOnlyGateways() {
    assertThat(error(policy("{group: '', kind: Service, name: s}")))
        .contains("kind /Service of a frontend policy (expected: Gateway)");
    assertThat(error(policy("{group: '', kind: Pod, name: s}"))).contains("kind /Pod (expected:");
  }

  @Test
  void unknownFieldsAreWarnedAboutAndTheObjectIsTaken() {
    DocumentContent content = read(route("rules: [{backendRef: []}]"));
    assertThat(content.items().getFirst()).isInstanceOf(Good.class);
    Finding finding = content.findings().getFirst();
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.reason())
        .startsWith("spec.rules[0].backendRef: unknown field, it has no effect (expected: one of");
  }

  @Test
  void aBrokenObjectIsStillKnownByName() {
    DocumentContent content = read(route("hostnames: host"));
    assertThat(content.items())
        .containsExactly(new Broken(new ObjectRef("HTTPRoute", "default", "r"), 0));
    assertThat(content.unidentified()).isFalse();
  }

  @Test
  void wrongVersionsAndGroupsOfKnownKindsAreErrorsAndOtherKindsAreNotes() {
    assertThat(
            error(
                "{apiVersion: agentgateway.dev/v1, kind: AgentgatewayPolicy, metadata: {name: a}}"))
        .isEqualTo("apiVersion: agentgateway.dev/v1 (expected: agentgateway.dev/v1alpha1)");
    assertThat(error("{apiVersion: v1, kind: HTTPRoute, metadata: {name: a}}"))
        .isEqualTo(
            "apiVersion: v1 of HTTPRoute (expected: gateway.networking.k8s.io/v1 or"
                + " gateway.networking.k8s.io/v1beta1)");
    DocumentContent other = read("{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}");
    assertThat(other.findings()).extracting(Finding::severity).containsExactly(Severity.NOTE);
    assertThat(other.items()).isEmpty();
  }

  @Test
  void objectsWithoutANameAreReported() {
    assertThat(error("{apiVersion: v1, kind: Service}")).startsWith("metadata.name: missing");
    assertThat(error("{apiVersion: v1, kind: Service, metadata: {name: A_b}}"))
        .startsWith("metadata.name: \"A_b\"");
    assertThat(error("kind: Service")).isEqualTo("apiVersion: missing (expected: a string)");
    assertThat(error("just text")).startsWith("not an object: \"just text\"");
  }

  @Test
  void listsAndArraysAreTakenApartWithTheirLines() {
    String list =
        """
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Service, metadata: {name: a}}
        - apiVersion: v1
          kind: Service
          metadata: {name: b}
        """;
    assertThat(read(list).items()).extracting(item -> item.ref().name()).containsExactly("a", "b");
    assertThat(read(list).items()).extracting(DocumentContent.Item::line).containsExactly(3, 4);
    String json =
        "[{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\\u0062\"}}]";
    assertThat(read(json).items()).extracting(item -> item.ref().name()).containsExactly("ab");
  }

  @Test
  void valuesHaveTheTypesOfAnApiServer() throws Exception {
    Yaml.Parsed parsed =
        Yaml.parse(
            "{a: yes, b: 0x1F, c: 010, d: 1:30, e: 2026-11-23, f: ~, g: 1.5, h: '1', i: 1_0}");
    assertThat(String.valueOf(parsed == null ? null : parsed.tree()))
        .isEqualTo(
            "{\"a\":true,\"b\":31,\"c\":8,\"d\":\"1:30\",\"e\":\"2026-11-23\",\"f\":null,"
                + "\"g\":1.5,\"h\":\"1\",\"i\":10}");
  }

  @Test
  void anchorsAndMergeKeysWorkAndDuplicateKeysDoNot() throws Exception {
    Yaml.Parsed parsed = Yaml.parse("a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\n");
    assertThat(String.valueOf(parsed == null ? null : parsed.tree()))
        .isEqualTo("{\"a\":{\"k\":1,\"l\":2},\"b\":{\"k\":3,\"l\":2}}");
    assertThat(error("a: 1\na: 2\n")).isEqualTo("key \"a\" is there twice (expected: once)");
    assertThat(error("a: !!java.net.URL [x]\n")).isNotEmpty();
  }

  @Test
  void documentsThatReferToThemselvesAreRefused() {
    assertThat(error("a: &x [*x]\n")).contains("nested too deeply");
  }

  @Test
  void aFileIsCutAtItsMarkers() {
    List<SourceDocument> documents =
        SourceDocument.split("# c\n---\na: |\n  text\n  ---\n--- # next\nb: 1\n---\n\n...\n");
    assertThat(documents).extracting(SourceDocument::firstLine).containsExactly(2, 6);
    assertThat(documents.get(0).text()).isEqualTo("---\na: |\n  text\n  ---\n");
  }

  private static DocumentContent read(String text) {
    return DocumentReader.read(SCHEMAS, new ObjectMapper(), text);
  }

  private static Good good(String text) {
    DocumentContent content = read(text);
    assertThat(content.findings()).isEmpty();
    return (Good) content.items().getFirst();
  }

  /** The errors, one a line. */
  private static String error(String text) {
    return read(text).findings().stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .map(Finding::reason)
        .collect(Collectors.joining("\n"));
  }

  private static String route(String spec) {
    return "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r}, spec: {"
        + spec
        + "}}";
  }

  private static String gateway(String listeners) {
    return "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g}, spec:"
        + " {gatewayClassName: c, listeners: ["
        + listeners
        + "]}}";
  }

  private static String tracing(String tracing) {
    return "{apiVersion: agentgateway.dev/v1alpha1, kind: AgentgatewayPolicy, metadata: {name: p},"
        + " spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: g}],"
        + " frontend: {tracing: {"
        + tracing
        + "}}}}";
  }

  private static String policy(String target) {
    return "{apiVersion: agentgateway.dev/v1alpha1, kind: AgentgatewayPolicy, metadata: {name: p},"
        + " spec: {targetRefs: ["
        + target
        + "], frontend: {tracing: {url: 'http://c'}}}}";
  }
}
