package dev.agentgateway.dataplane.filter.mcp;

import dev.agentgateway.dataplane.protocol.jsonrpc.JsonRpcMessage;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of version 2025-03-26 for several targets: each of its messages is a request of its own
 * to the targets that it concerns, and what they are answered is one response. That is one array,
 * in the order of the requests; or a stream, once a target streams or the answers exceed the bound
 * of messages.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-03-26/basic">JSON-RPC batching
 *     in 2025-03-26</a>
 */
final class McpBatch {
  /** Messages that are under way at the same time. */
  private static final int MAX_AT_ONCE = 8;

  private static final int SESSION_GONE = 404;

  private final McpRequest request;
  private final List<JsonRpcMessage> messages;
  // What came before the stream began, by the message's place.
  private final @Nullable Answer[] answers;
  private int answerBytes;
  private int good;
  private int begun;
  private int running;
  private boolean alone;
  private boolean beginning;
  private int refusal;

  @SuppressWarnings("ArrayRecordComponent") // handed from one place to another, never compared
  private record Answer(byte[] json) {}

  McpBatch(McpRequest request, List<JsonRpcMessage> messages) {
    this.request = request;
    this.messages = messages;
    this.answers = new @Nullable Answer[messages.size()];
  }

  McpRequest request() {
    return request;
  }

  /** Begins as many as may be under way. What is told, rather than asked, is told in order. */
  void advance() {
    if (beginning) {
      return;
    }
    beginning = true;
    while (begun < messages.size() && !request.isEnded() && mayBegin(messages.get(begun))) {
      JsonRpcMessage message = messages.get(begun);
      alone = !message.isRequest();
      running++;
      new BatchMember(this, message, begun++).begin();
    }
    beginning = false;
    if (running == 0 && !request.isEnded()) {
      finish();
    }
  }

  private boolean mayBegin(JsonRpcMessage message) {
    return running == 0 || (!alone && message.isRequest() && running < MAX_AT_ONCE);
  }

  /** A target streams, so this does. */
  void openStream() {
    if (request.response().isStreaming()) {
      return;
    }
    request.response().openStream();
    for (int i = 0; i < answers.length; i++) {
      Answer answer = answers[i];
      answers[i] = null;
      if (answer != null) {
        request.response().message(null, null, answer.json());
      }
    }
  }

  /** A message of a target that answers nothing. */
  void tell(@Nullable String event, byte[] json) {
    openStream();
    request.response().message(event, null, json);
  }

  /** What answers the message at a place. */
  void answer(int place, byte[] json) {
    if (request.response().isStreaming()) {
      request.response().message(null, null, json);
      return;
    }
    answers[place] = new Answer(json);
    answerBytes += json.length;
    if (answerBytes > request.config().maxMessageBytes()) {
      openStream();
    }
  }

  /**
   * A message was dealt with.
   *
   * @param status of the response, where that says that there is no good answer; 0: there is one
   */
  void ended(int status) {
    running--;
    if (status == 0) {
      good++;
    } else if (refusal == 0) {
      refusal = status;
    }
    advance();
  }

  private void finish() {
    if (request.response().isStreaming()) {
      request.response().endStream();
    } else if (refusal == SESSION_GONE && good == 0) {
      request.refuse(SESSION_GONE, "Session not found");
    } else if (messages.stream().noneMatch(JsonRpcMessage::isRequest)) {
      if (refusal == 0) {
        request.response().end(202);
      } else {
        request.refuse(refusal, "a message was not accepted");
      }
    } else {
      request.response().end(200, array());
    }
  }

  private byte[] array() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(answerBytes + messages.size() + 1);
    char separator = '[';
    for (Answer answer : answers) {
      if (answer != null) {
        out.write(separator);
        out.writeBytes(answer.json());
        separator = ',';
      }
    }
    out.write(']');
    return out.toByteArray();
  }
}
