package dev.agentgateway.dataplane.protocol.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcBody;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcReader;
import dev.agentgateway.dataplane.protocol.jsonrpc.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Messages as tests write them: with single quotes for double ones. */
final class Messages {
  private Messages() {}

  static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  static JsonValue value(String text) {
    return Objects.requireNonNull(JsonValue.of(bytes(text)), text);
  }

  static JsonRpcMessage message(String text) {
    return ((JsonRpcBody.Single) JsonRpcReader.read(bytes(text))).message();
  }

  static JsonRpcMessage request(String method, String params) {
    return message("{'jsonrpc':'2.0','id':1,'method':'" + method + "','params':" + params + "}");
  }

  static JsonRpcMessage response(String result) {
    return message("{'jsonrpc':'2.0','id':1,'result':" + result + "}");
  }

  static String text(String text) {
    return text.replace('\'', '"');
  }
}
