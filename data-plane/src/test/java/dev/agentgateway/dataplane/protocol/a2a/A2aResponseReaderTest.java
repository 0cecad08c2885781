package dev.agentgateway.dataplane.protocol.a2a;

import static dev.agentgateway.dataplane.protocol.a2a.Messages.answer;
import static dev.agentgateway.dataplane.protocol.a2a.Messages.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.exchange.ResponseHead;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall.Outcome;
import dev.agentgateway.dataplane.protocol.a2a.A2aCall.ResultKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class A2aResponseReaderTest {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream; charset=utf-8";

  private static final String TASK =
      """
      {"id": "t", "contextId": "c", "history": [{"messageId": "m", "taskId": "other"}],
       "status": {"message": {"contextId": "no"}, "state": "%s"}}""";

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10_000})
  void aTaskOfTheOldVersionIsReadHoweverItIsCut(int pieces) {
    A2aCall call =
        answer(
            rpc(),
            200,
            JSON,
            """
            {"jsonrpc": "2.0", "id": 1, "result": {"kind": "task", "id": "t", "contextId": "c",
              "history": [{"kind": "message", "contextId": "no"}],
              "status": {"state": "input-required"}}}""",
            pieces);

    assertThat(call)
        .returns(Outcome.SUCCESS, A2aCall::outcome)
        .returns(ResultKind.TASK, A2aCall::resultKind)
        .returns(A2aTaskState.INPUT_REQUIRED, A2aCall::taskState)
        .returns("t", A2aCall::taskId)
        .returns("c", A2aCall::contextId)
        .returns(null, A2aCall::errorType);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10_000})
  void aTaskOfTheNewVersionIsReadHoweverItIsCut(int pieces) {
    A2aCall call =
        answer(
            rpc(),
            200,
            JSON,
            "{\"result\":{\"task\":" + TASK.formatted("TASK_STATE_WORKING") + "},\"id\":1}",
            pieces);

    assertThat(call)
        .returns(Outcome.SUCCESS, A2aCall::outcome)
        .returns(ResultKind.TASK, A2aCall::resultKind)
        .returns(A2aTaskState.WORKING, A2aCall::taskState)
        .returns("t", A2aCall::taskId)
        .returns("c", A2aCall::contextId);
  }

  @Test
  void aTaskAloneIsATask() {
    A2aCall call = answer(rpc(), 200, JSON, "{\"result\":" + TASK.formatted("failed") + "}", 10);

    assertThat(call)
        .returns(ResultKind.TASK, A2aCall::resultKind)
        .returns(A2aTaskState.FAILED, A2aCall::taskState)
        .returns("t", A2aCall::taskId);
  }

  @Test
  void aMessageIsNoTask() {
    A2aCall call =
        answer(
            rpc(),
            200,
            JSON,
            "{\"result\":{\"message\":{\"messageId\":\"m\",\"contextId\":\"c\"}}}",
            10);

    assertThat(call)
        .returns(ResultKind.MESSAGE, A2aCall::resultKind)
        .returns("c", A2aCall::contextId)
        .returns("", A2aCall::taskId)
        .returns(null, A2aCall::taskState);
  }

  @Test
  void aResultOfNoneOfTheKindsIsASuccess() {
    assertThat(answer(rpc(), 200, JSON, "{\"result\":null}", 10))
        .returns(Outcome.SUCCESS, A2aCall::outcome)
        .returns(null, A2aCall::resultKind);
    assertThat(answer(rpc(), 200, JSON, "{\"result\":{\"taskId\":\"t\",\"id\":\"config\"}}", 10))
        .returns("t", A2aCall::taskId)
        .returns(null, A2aCall::resultKind);
    assertThat(answer(rpc(), 200, JSON, "{\"result\":{\"tasks\":[" + TASK + "]}}", 10))
        .returns(Outcome.SUCCESS, A2aCall::outcome)
        .returns("", A2aCall::taskId);
  }

  @Test
  void anErrorTellsItsCodeAndNeverItsText() {
    A2aCall call =
        answer(
            rpc(),
            200,
            JSON,
            "{\"error\":{\"message\":\"secret\",\"code\":-32001,\"data\":{\"code\":7}}}",
            10);

    assertThat(call)
        .returns(Outcome.ERROR, A2aCall::outcome)
        .returns(-32001, A2aCall::errorCode)
        .returns("-32001", A2aCall::errorType)
        .returns("task not found", A2aCall::errorMessage);
  }

  @Test
  void codesThatAreNotReservedHaveNoTypeOfTheirOwn() {
    assertThat(answer(rpc(), 200, JSON, "{\"error\":{\"code\":12345}}", 10))
        .returns(12345, A2aCall::errorCode)
        .returns("_OTHER", A2aCall::errorType);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10_000})
  void restAnswersAreReadWithoutAnEnvelope(int pieces) {
    assertThat(
            answer(
                rest(),
                200,
                "application/a2a+json",
                "{\"task\":" + TASK.formatted("TASK_STATE_CANCELLED") + "}",
                pieces))
        .returns(Outcome.SUCCESS, A2aCall::outcome)
        .returns(ResultKind.TASK, A2aCall::resultKind)
        .returns(A2aTaskState.CANCELED, A2aCall::taskState)
        .returns("t", A2aCall::taskId);
    assertThat(answer(rest(), 200, JSON, TASK.formatted("TASK_STATE_COMPLETED"), pieces))
        .returns(ResultKind.TASK, A2aCall::resultKind)
        .returns(A2aTaskState.COMPLETED, A2aCall::taskState);
    assertThat(answer(rest(), 404, JSON, "{\"error\":{\"code\":404}}", pieces))
        .returns(Outcome.ERROR, A2aCall::outcome)
        .returns(404, A2aCall::errorCode)
        .returns("404", A2aCall::errorType);
  }

  @ParameterizedTest
  @CsvSource({"text/html", "application/octet-stream", "text/event-stream"})
  void aRefusalOfHttpIsAnErrorWhateverItsBody(String type) {
    assertThat(answer(rpc(), 503, type, "<html>", 10))
        .returns(Outcome.ERROR, A2aCall::outcome)
        .returns("503", A2aCall::errorType);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"resul", "12", "\"x\"", "{\"result\":{\"kind\":"})
  void whatIsNoAnswerLeavesTheOutcomeOpen(String body) {
    assertThat(answer(rpc(), 200, JSON, body, 2).taskState()).isNull();
    assertThat(answer(rpc(), 200, JSON, body, 2).errorType()).isNull();
  }

  @Test
  void updatesShowAsTheyStream() {
    String stream =
        event(
                "{\"kind\":\"task\",\"id\":\"t\",\"contextId\":\"c\","
                    + "\"status\":{\"state\":\"submitted\"}}")
            + ": comment\r\n\r\n"
            + event(
                "{\"kind\":\"status-update\",\"taskId\":\"t\",\"contextId\":\"c\","
                    + "\"status\":{\"state\":\"working\"},\"final\":false}")
            + event("{\"kind\":\"artifact-update\",\"taskId\":\"t\",\"artifact\":{\"id\":\"no\"}}")
            + event(
                "{\"kind\":\"status-update\",\"taskId\":\"t\",\"contextId\":\"c\","
                    + "\"status\":{\"state\":\"completed\"},\"final\":true}");
    A2aCall call = rpc();
    List<String> seen = new ArrayList<>();
    A2aResponseReader reader = new A2aResponseReader(call, streamHead(), Messages.MAX_BYTES);

    Messages.feed(
        stream,
        1,
        piece -> {
          reader.read(piece);
          ResultKind kind = call.resultKind();
          if (kind != null && call.updates() > seen.size()) {
            seen.add(kind.text() + " " + call.taskState());
          }
        });
    reader.end();

    assertThat(seen)
        .containsExactly(
            "task SUBMITTED",
            "status-update WORKING",
            "artifact-update WORKING",
            "status-update COMPLETED");
    assertThat(call.taskId()).isEqualTo("t");
    assertThat(call.outcome()).isEqualTo(Outcome.SUCCESS);
  }

  @Test
  void updatesOfTheNewVersionAndOfRestAreReadToo() {
    String update =
        "{\"statusUpdate\":{\"taskId\":\"t\",\"contextId\":\"c\","
            + "\"status\":{\"state\":\"TASK_STATE_AUTH_REQUIRED\"}}}";

    assertThat(answer(rpc(), 200, EVENTS, event(update), 7))
        .returns(ResultKind.STATUS_UPDATE, A2aCall::resultKind)
        .returns(A2aTaskState.AUTH_REQUIRED, A2aCall::taskState)
        .returns("t", A2aCall::taskId)
        .returns(1, A2aCall::updates);
    assertThat(answer(rest(), 200, EVENTS, "data: " + update + "\n\n", 7))
        .returns(ResultKind.STATUS_UPDATE, A2aCall::resultKind)
        .returns(A2aTaskState.AUTH_REQUIRED, A2aCall::taskState);
  }

  @Test
  void anErrorInAStreamStaysAnError() {
    A2aCall call =
        answer(
            rpc(),
            200,
            EVENTS,
            event("{\"kind\":\"task\",\"id\":\"t\",\"status\":{\"state\":\"working\"}}")
                + "data: {\"error\":{\"code\":-32603}}\n\n"
                + event("{\"kind\":\"message\"}"),
            9);

    assertThat(call.outcome()).isEqualTo(Outcome.ERROR);
    assertThat(call.errorType()).isEqualTo("-32603");
    assertThat(call.taskState()).isEqualTo(A2aTaskState.WORKING);
  }

  @Test
  void eventsThatAreTooLargeOrBrokenArePassedOver() {
    A2aCall call =
        answer(
            rpc(),
            200,
            EVENTS,
            event("{\"x\":\"" + "x".repeat(100_000) + "\",\"status\":{\"state\":\"failed\"}}")
                + "data: {{{{\n\n"
                + event("{\"status\":{\"state\":\"completed\"},\"id\":\"t\"}"),
            1000);

    assertThat(call.taskState()).isEqualTo(A2aTaskState.COMPLETED);
  }

  @Test
  void codedAnswersAreNotRead() {
    ResponseHead head = streamHead();
    head.headers().add("content-encoding", "gzip");

    A2aResponseReader reader = new A2aResponseReader(rpc(), head, Messages.MAX_BYTES);

    assertThat(reader.isStream()).isFalse();
  }

  private static String event(String result) {
    return "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}\r\n\r\n";
  }

  private static ResponseHead streamHead() {
    ResponseHead head = new ResponseHead();
    head.setStatus(200, "OK");
    head.headers().add("content-type", "text/event-stream");
    return head;
  }

  private static A2aCall rpc() {
    return new A2aCall(A2aRequest.of(request("POST", "/a2a")));
  }

  private static A2aCall rest() {
    return new A2aCall(A2aRequest.of(request("POST", "/message:send")));
  }
}
