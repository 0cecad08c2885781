package dev.agentgateway.dataplane.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonRpcReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"jsonrpc":"2.0","id":1,"method":"a"}                      | REQUEST
          {"jsonrpc":"2.0","id":"x","method":"a","params":{}}        | REQUEST
          {"jsonrpc":"2.0","method":"a"}                             | NOTIFICATION
          {"jsonrpc":"2.0","id":1,"result":null}                     | RESPONSE
          {"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}}  | ERROR
          {"jsonrpc":"2.0","id":null,"error":{"code":1}}             | ERROR
          {"jsonrpc":"2.0","error":{}}                               | ERROR
          """)
  void tellsWhatAMessageIs(String text, Kind kind) {
    assertThat(message(text).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "[]",
        "[1]",
        "[[{\"jsonrpc\":\"2.0\",\"method\":\"a\"}]]",
        "{}",
        "{\"id\":1,\"method\":\"a\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"a\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"a\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"a\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":2}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"result\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"result\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"a\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"meth\\u006fd\":\"b\"}"
      })
  void refusesJsonThatIsNoMessage(String text) {
    assertThat(refused(text).code()).isEqualTo(JsonRpcReader.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"} x",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}{}",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}}",
        "[1,{]"
      })
  void refusesWhatIsNoJson(String text) {
    assertThat(refused(text).code()).isEqualTo(JsonRpcReader.PARSE_ERROR);
  }

  @Test
  void keepsTheIdOfARequestThatItRefuses() {
    assertThat(refused("{\"jsonrpc\":\"1\",\"id\":\"a\\u0062\",\"method\":\"m\"}").id())
        .hasToString("\"a\\u0062\"");
    assertThat(refused("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"m\"}").id()).isNull();
  }

  @Test
  void readsBatches() {
    JsonRpcBody body =
        read(
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"} ,"
                + " {\"jsonrpc\":\"2.0\",\"method\":\"b\"}]");
    assertThat(((JsonRpcBody.Batch) body).messages())
        .extracting(JsonRpcMessage::method)
        .containsExactly("a", "b");
  }

  @Test
  void readsErrors() {
    JsonRpcMessage message =
        message(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"no \\\"x\\\"\"}}");
    assertThat(message.errorCode()).isEqualTo(-32601);
    assertThat(message.errorMessage()).isEqualTo("no \"x\"");
  }

  @Test
  void refusesEveryBeginningOfAMessage() {
    byte[] text =
        "{\"jsonrpc\":\"2.0\",\"id\":12,\"method\":\"tools/call\",\"params\":{\"name\":\"\u00e9\"}}"
            .getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < text.length; length++) {
      assertThat(JsonRpcReader.read(Arrays.copyOf(text, length)))
          .isInstanceOf(JsonRpcBody.Refused.class);
      assertThat(JsonRpcReader.read(text, 0, length)).isInstanceOf(JsonRpcBody.Refused.class);
    }
    assertThat(JsonRpcReader.read(text)).isInstanceOf(JsonRpcBody.Single.class);
  }

  private static JsonRpcMessage message(String text) {
    return ((JsonRpcBody.Single) read(text)).message();
  }

  private static JsonRpcBody.Refused refused(String text) {
    return (JsonRpcBody.Refused) read(text);
  }

  private static JsonRpcBody read(String text) {
    return JsonRpcReader.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
