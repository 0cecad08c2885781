package dev.agentgateway.controlplane.report;

import java.util.List;

/**
 * A request to be explained.
 *
 * @param gateway NAMESPACE/NAME of the Gateway whose proxy is asked; empty: any proxy that serves
 *     the URL's port
 * @param url {@code http://HOST[:PORT]/PATH}
 */
public record ExplainQuery(String gateway, String method, String url, List<Header> headers) {
  public ExplainQuery {
    headers = List.copyOf(headers);
  }

  /** A request header. */
  public record Header(String name, String value) {}
}
