package dev.agentgateway.dataplane.exchange;

import dev.agentgateway.dataplane.config.RouteAction.WeightedCluster;
import io.netty.buffer.ByteBuf;

/**
 * Takes a response, on its event loop: any informational heads, the head, data, the end; or at any
 * point a failure, after which nothing follows.
 */
public interface ResponseReceiver {

  /** A 1xx head; valid until return. */
  void informational(ResponseHead head);

  /**
   * The final head; valid until the end. It may be changed.
   *
   * @param framing how the end of the body is known: of {@link Framing}
   * @param cluster the choice that answered
   */
  void responseHead(ResponseHead head, long framing, WeightedCluster cluster);

  /** Data: the next {@code length} bytes of the buffer, whose readerIndex this moves. */
  void responseData(ByteBuf in, int length);

  /** The whole response was received. The trailers are valid until return. */
  void responseEnd(Headers trailers);

  /** There will be no whole response. The status is the one of a local reply. */
  void responseFailed(RequestFailure failure, int status);

  /** A batch of the above is complete: send what was written. */
  void flushResponse();

  /** Whether data of the request should be read from the client for now. */
  void requestWanted(boolean wanted);
}
