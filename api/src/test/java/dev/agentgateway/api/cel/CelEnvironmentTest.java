package dev.agentgateway.api.cel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CelEnvironmentTest {
  private static final CelEnvironment ENVIRONMENT = CelEnvironment.create();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "0.25",
        "request.headers['x-debug'] == '1' ? 1.0 : 0.01",
        "request.path.startsWith('/v1') && proxy.route.name == 'chat'",
        "cidr('10.0.0.0/8').containsIP(source.address)",
        "default(request.headers['user-agent'], 'none')",
        "request.uri.query('debug').size() > 0",
        "request.method in ['GET', 'HEAD'] && destination.port == 8080",
        "env.namespace == 'prod' && random() < 0.5",
      })
  void acceptsSamplingExpressions(String expression) {
    assertThat(ENVIRONMENT.check(expression, Phase.SAMPLING)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "response.code >= 500",
        "llm.inputTokens + llm.outputTokens",
        "flattenRecursive(llm.prompt.map(c, {'message': c}))",
        "json(request.body).with(b, b.a + b.c)",
        "{'a': 1}.mapValues(v, v + 1).merge({'b': 2})",
        "request.headers.filterKeys(k, k.startsWith('x-')).toJson()",
        "coalesce(jwt.sub, apiKey.user, basicAuth.username, 'anonymous')",
        "jwt.?org.orValue('none')",
        "sha256.encode(request.path) + base64.encode(b'x')",
        "request.endTime - request.startTime > duration('1s')",
        "mcp.tool.name == 'x' || mcp.sessionId == 'y'",
        "[1, 2].existsOne(x, x == 1) && ip('::1').isLoopback()",
        "math.greatest(1, 2) == 2 && 'a-b'.split('-')[0].upperAscii() == 'A'",
      })
  void acceptsLogExpressions(String expression) {
    assertThat(ENVIRONMENT.check(expression, Phase.LOG)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true && response.code == 200 | SAMPLING | 1 | 9 | response: not available here",
        "request.pth == '/'           | LOG      | 1 | 8 | request.pth: no such field here",
        "request.endTime != null      | SAMPLING | 1 | 8 | request.endTime: no such field here",
        "mcp.sessionId == 'x'         | MCP      | 1 | 4 | mcp.sessionId: no such field here",
        "request.path                 | RESOURCE | 1 | 1 | request: not available here",
        "llmRequest.model             | LOG      | 1 | 1 | llmRequest: not available here",
        "reqest.path == '/'           | LOG      | 1 | 1 | undeclared reference to 'reqest'",
        "1 +                          | LOG      | 1 | 4 | mismatched input",
        "nosuch(1)                    | LOG      | 1 | 7 | undeclared reference to 'nosuch'",
      })
  void reportsWhatIsWrongAndWhere(
      String expression, Phase phase, int line, int column, String message) {
    assertThat(ENVIRONMENT.check(expression, phase))
        .hasValueSatisfying(
            problem -> {
              assertThat(problem.message()).contains(message);
              assertThat(problem.line()).isEqualTo(line);
              assertThat(problem.column()).isEqualTo(column);
            });
  }

  @Test
  void positionCountsLines() {
    assertThat(ENVIRONMENT.check("true &&\n  response.code == 1", Phase.SAMPLING))
        .hasValueSatisfying(problem -> assertThat(problem.toString()).startsWith("2:3: response"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "true,true",
        "0.1,true",
        "1.0 / 4.0,true",
        "'a' + 'b',true",
        "random(),false",
        "request.method == 'GET',false",
        "env.podName == 'x',false"
      })
  void knowsWhatIsConstant(String expression, boolean constant) {
    assertThat(ENVIRONMENT.compile(expression, Phase.SAMPLING))
        .isInstanceOfSatisfying(
            CelResult.Checked.class, checked -> assertThat(checked.constant()).isEqualTo(constant));
  }

  @Test
  void refusesAnExpressionThatIsTooLong() {
    String expression = "'" + "a".repeat(CelEnvironment.MAX_EXPRESSION_LENGTH) + "'";
    assertThat(ENVIRONMENT.check(expression, Phase.LOG)).isPresent();
  }

  @Test
  void knowsEveryVariable() {
    assertThat(ENVIRONMENT.variables())
        .containsExactly(
            "apiKey",
            "backend",
            "basicAuth",
            "destination",
            "env",
            "extauthz",
            "extproc",
            "jwt",
            "llm",
            "llmRequest",
            "mcp",
            "mcpGuardrails",
            "metadata",
            "proxy",
            "request",
            "response",
            "source");
  }
}
