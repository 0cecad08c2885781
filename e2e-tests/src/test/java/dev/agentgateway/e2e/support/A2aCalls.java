package dev.agentgateway.e2e.support;

import io.a2a.A2A;
import io.a2a.client.Client;
import io.a2a.client.ClientEvent;
import io.a2a.client.MessageEvent;
import io.a2a.client.TaskEvent;
import io.a2a.client.TaskUpdateEvent;
import io.a2a.client.config.ClientConfig;
import io.a2a.client.transport.jsonrpc.JSONRPCTransport;
import io.a2a.client.transport.jsonrpc.JSONRPCTransportConfig;
import io.a2a.spec.A2AClientException;
import io.a2a.spec.AgentCard;
import io.a2a.spec.Task;
import io.a2a.spec.TaskIdParams;
import io.a2a.spec.TaskQueryParams;
import io.a2a.util.Utils;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Calls of A2A's Java SDK, of version 0.3, to the sample agent at {@code /a2a}. */
public final class A2aCalls {
  private final List<String> seen = new ArrayList<>();
  private final AgentCard card;
  private final URI base;

  private A2aCalls(URI base) throws Exception {
    this.base = base;
    card = A2A.getAgentCard(base.toString(), "/a2a/.well-known/agent-card.json", Map.of());
  }

  /** What the client sees, call by call, without ids, times and addresses. */
  public static List<String> seen(URI base) throws Exception {
    A2aCalls calls = new A2aCalls(base);
    calls.see(calls.card);
    Task done = calls.send(false, "Book a table.");
    calls.send(true, "Book a table.");
    calls.send(true, "[[fail]]");
    Task asks = calls.send(false, "[[ask]] A table.");
    Client client = calls.client(false);
    calls.see(client.getTask(new TaskQueryParams(done.getId()), null));
    calls.see(client.cancelTask(new TaskIdParams(asks.getId()), null));
    try {
      calls.see(client.cancelTask(new TaskIdParams(done.getId()), null));
    } catch (A2AClientException e) {
      calls.see(e.toString());
    }
    try {
      calls.see(client.getTask(new TaskQueryParams("none"), null));
    } catch (A2AClientException e) {
      calls.see(e.toString());
    }
    return calls.seen;
  }

  private Client client(boolean streaming) throws A2AClientException {
    return Client.builder(card)
        .clientConfig(new ClientConfig.Builder().setStreaming(streaming).build())
        .withTransport(JSONRPCTransport.class, new JSONRPCTransportConfig())
        .build();
  }

  /** Sends a message and waits until its task needs nothing more of the agent. */
  private Task send(boolean streaming, String text) throws Exception {
    BlockingQueue<ClientEvent> events = new LinkedBlockingQueue<>();
    client(streaming)
        .sendMessage(
            A2A.toUserMessage(text),
            List.of((event, _) -> events.add(event)),
            error -> {
              throw new AssertionError(error);
            },
            null);
    while (true) {
      ClientEvent event = events.poll(20, TimeUnit.SECONDS);
      switch (event) {
        case TaskEvent task -> {
          see(task.getTask());
          if (isSettled(task.getTask())) {
            return task.getTask();
          }
        }
        case TaskUpdateEvent update -> {
          see(update.getUpdateEvent());
          if (isSettled(update.getTask())) {
            return update.getTask();
          }
        }
        case MessageEvent message ->
            throw new AssertionError("no task: " + Utils.toJsonString(message.getMessage()));
        case null -> throw new AssertionError("nothing more came after " + seen);
      }
    }
  }

  private static boolean isSettled(Task task) {
    return switch (task.getStatus().state()) {
      case SUBMITTED, WORKING -> false;
      default -> true;
    };
  }

  private void see(Object object) {
    String text = object instanceof String said ? said : Utils.toJsonString(object);
    seen.add(
        text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID")
            .replaceAll("\"timestamp\":[^,}]+", "\"timestamp\":0")
            .replace(base.toString(), "BASE"));
  }
}
