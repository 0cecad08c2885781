package dev.agentgateway.dataplane.admin;

import java.util.Map;

/** Answers requests of one path. */
@FunctionalInterface
interface Page {

  Answer answer(Request request);

  /**
   * A request of the page.
   *
   * @param query parameters by name; the first of a name counts
   * @param accept media types that the client takes; may be empty
   */
  record Request(String method, Map<String, String> query, String accept) {}

  /** What is sent back. */
  record Answer(int status, String contentType, String body) {
    static Answer text(int status, String body) {
      return new Answer(status, "text/plain; charset=utf-8", body);
    }

    static Answer json(String body) {
      return new Answer(200, "application/json", body);
    }
  }
}
