package dev.agentgateway.dataplane.protocol.a2a;

import static dev.agentgateway.dataplane.protocol.a2a.Messages.request;
import static dev.agentgateway.dataplane.protocol.a2a.Messages.rpc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.protocol.a2a.A2aRequest.Binding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class A2aRequestTest {

  @ParameterizedTest
  @CsvSource({
    "message/send, SendMessage",
    "message/stream, SendStreamingMessage",
    "tasks/get, GetTask",
    "tasks/cancel, CancelTask",
    "tasks/resubscribe, SubscribeToTask",
    "tasks/pushNotificationConfig/set, CreateTaskPushNotificationConfig",
    "tasks/pushNotificationConfig/get, GetTaskPushNotificationConfig",
    "tasks/pushNotificationConfig/list, ListTaskPushNotificationConfigs",
    "tasks/pushNotificationConfig/delete, DeleteTaskPushNotificationConfig",
    "agent/getAuthenticatedExtendedCard, GetExtendedAgentCard",
    "SendMessage, SendMessage",
    "ListTasks, ListTasks",
    "SubscribeToTask, SubscribeToTask",
    "tasks/explode, _OTHER",
  })
  void methodsOfBothVersionsHaveOneName(String sent, String told) {
    A2aCall call = rpc("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + sent + "\"}", 1000);

    assertThat(call.method().text()).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /message:send, SendMessage, ''",
    "POST, /agents/x/message:stream?a=b, SendStreamingMessage, ''",
    "POST, /v1/message:send, SendMessage, ''",
    "GET, /tasks, ListTasks, ''",
    "GET, /tenant/tasks/t-1, GetTask, t-1",
    "GET, /tasks/a%2Fb+c, GetTask, a/b+c",
    "POST, /tasks/t-1:cancel, CancelTask, t-1",
    "POST, /tasks/t-1:subscribe, SubscribeToTask, t-1",
    "GET, /tasks/t-1:subscribe, SubscribeToTask, t-1",
    "POST, /tasks/t-1/pushNotificationConfigs, CreateTaskPushNotificationConfig, t-1",
    "GET, /tasks/t-1/pushNotificationConfigs, ListTaskPushNotificationConfigs, t-1",
    "GET, /tasks/t-1/pushNotificationConfigs/c, GetTaskPushNotificationConfig, t-1",
    "DELETE, /x/tasks/t-1/pushNotificationConfigs/c, DeleteTaskPushNotificationConfig, t-1",
    "GET, /extendedAgentCard, GetExtendedAgentCard, ''",
    "GET, /v1/card, GetExtendedAgentCard, ''",
  })
  void restPathsTellTheOperationAndTheTask(
      String method, String target, String operation, String task) {
    A2aRequest request = A2aRequest.of(request(method, target));

    assertThat(request.binding()).isEqualTo(Binding.REST);
    assertThat(request.method().text()).isEqualTo(operation);
    assertThat(request.taskId()).isEqualTo(task);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "*", "/message:send", "/tasks/t/other", "/a2a", "/v2/card", ""})
  void otherRequestsAreNotA2a(String target) {
    assertThat(A2aRequest.of(request("GET", target)).binding()).isEqualTo(Binding.NONE);
  }

  @Test
  void aCardIsNoOperation() {
    assertThat(A2aRequest.of(request("GET", "/a2a/.well-known/agent-card.json")).binding())
        .isEqualTo(Binding.CARD);
    assertThat(A2aRequest.of(request("GET", "/.well-known/agent.json?x")).binding())
        .isEqualTo(Binding.CARD);
  }

  @Test
  void theVersionComesFromTheHeaderElseTheQueryElseItIsTheOldOne() {
    assertThat(A2aRequest.of(request("POST", "/", "A2A-Version", "1.0")).protocolVersion())
        .isEqualTo("1.0");
    assertThat(A2aRequest.of(request("POST", "/?a=b&A2A-Version=1.0")).protocolVersion())
        .isEqualTo("1.0");
    assertThat(A2aRequest.of(request("POST", "/", "a2a-version", "")).protocolVersion())
        .isEqualTo("0.3");
    assertThat(A2aRequest.of(request("POST", "/")).protocolVersion()).isEqualTo("0.3");
  }

  @Test
  void extensionsAreListedFromEveryField() {
    assertThat(
            A2aRequest.of(
                    request("POST", "/", "A2A-Extensions", "urn:a, urn:b", "a2a-extensions", "c"))
                .extensions())
        .containsExactly("urn:a", "urn:b", "c");
    assertThat(A2aRequest.of(request("POST", "/", "X-A2A-Extensions", "urn:old")).extensions())
        .containsExactly("urn:old");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10_000})
  void aMessageTellsItsIdsHoweverItIsCut(int pieces) {
    A2aCall call =
        rpc(
            """
            {"id": 1, "params": {"metadata": {"message": {"taskId": "no"}, "id": "no"},
              "message": {"parts": [{"text": "é", "data": {"messageId": "no"}}],
                "messageId": "m", "contextId": "c", "taskId": "t",
                "referenceTaskIds": ["r1", "r2"]},
              "tenant": "acme"}, "method": "SendStreamingMessage"}""",
            pieces);

    assertThat(call.method()).isEqualTo(A2aMethod.SEND_STREAMING_MESSAGE);
    assertThat(call.messageId()).isEqualTo("m");
    assertThat(call.contextId()).isEqualTo("c");
    assertThat(call.taskId()).isEqualTo("t");
    assertThat(call.referenceTaskIds()).containsExactly("r1", "r2");
    assertThat(call.tenant()).isEqualTo("acme");
  }

  @Test
  void tasksAreNamedByIdOrTaskId() {
    assertThat(rpc("{\"method\":\"tasks/get\",\"params\":{\"id\":\"t\"}}", 10).taskId())
        .isEqualTo("t");
    assertThat(
            rpc("{\"method\":\"tasks/pushNotificationConfig/get\",\"params\":{\"id\":\"t\"}}", 10)
                .taskId())
        .isEqualTo("t");
    assertThat(
            rpc(
                    "{\"method\":\"GetTaskPushNotificationConfig\","
                        + "\"params\":{\"id\":\"config\",\"taskId\":\"t\"}}",
                    10)
                .taskId())
        .isEqualTo("t");
    assertThat(rpc("{\"method\":\"ListTasks\",\"params\":{\"contextId\":\"c\"}}", 9).contextId())
        .isEqualTo("c");
  }

  @Test
  void restBodiesTellTheMessage() {
    A2aCall call = new A2aCall(A2aRequest.of(request("POST", "/message:send")));

    Messages.read(call, "{\"message\":{\"messageId\":\"m\",\"contextId\":\"c\"}}", 5);

    assertThat(call.messageId()).isEqualTo("m");
    assertThat(call.contextId()).isEqualTo("c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "nonsense",
        "[[[[[[[[[[[[[[[[",
        "{\"method\":1}",
        "{\"method\":[\"SendMessage\"]}",
        "[{\"method\":\"SendMessage\"}]",
        "{\"params\":{\"message\":\"text\"}}",
      })
  void whatIsNoRequestTellsNothing(String body) {
    A2aCall call = rpc(body, 3);

    assertThat(call.method()).isEqualTo(A2aMethod.OTHER);
    assertThat(call.messageId()).isEmpty();
  }

  @Test
  void whatCameBeforeAMistakeOrTheBoundIsKept() {
    assertThat(rpc("{\"method\":\"SendMessage\",\"params\":{\"x\":tru", 4).method())
        .isEqualTo(A2aMethod.SEND_MESSAGE);
    String large = "{\"method\":\"SendMessage\",\"params\":{\"x\":\"" + "x".repeat(100_000);
    assertThat(rpc(large + "\",\"message\":{\"messageId\":\"m\"}}}", 999))
        .returns(A2aMethod.SEND_MESSAGE, A2aCall::method)
        .returns("", A2aCall::messageId);
  }

  @Test
  void anIdentifierThatIsTooLongIsLeftOut() {
    String id = "i".repeat(2000);

    assertThat(rpc("{\"params\":{\"message\":{\"contextId\":\"" + id + "\"}}}", 500).contextId())
        .isEmpty();
    assertThat(A2aRequest.of(request("GET", "/tasks/" + id)).taskId()).isEmpty();
  }
}
