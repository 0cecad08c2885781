package dev.agentgateway.controlplane.view;

import java.util.List;

/** Asks a live proxy where a request would go and why. */
@FunctionalInterface
public interface Explainer {

  /** Asks; blocks until the answer or a timeout. */
  Answer explain(Question question) throws InterruptedException;

  /**
   * A request that nobody sends.
   *
   * @param url {@code http://HOST[:PORT]/PATH}, or https; port, and with https the host, pick the
   *     listener
   */
  record Question(String method, String url, List<Header> headers) {
    public Question {
      headers = List.copyOf(headers);
    }
  }

  /** A request header. */
  record Header(String name, String value) {}

  /** What came of it. */
  sealed interface Answer {}

  /**
   * A proxy's answer.
   *
   * @param proxy its id
   * @param json one JSON object
   */
  record Explained(String proxy, String json) implements Answer {}

  /** No answer: no proxy is connected, or none answered in time. */
  record Unanswered(String reason) implements Answer {}
}
