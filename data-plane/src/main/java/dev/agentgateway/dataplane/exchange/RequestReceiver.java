package dev.agentgateway.dataplane.exchange;

import io.netty.buffer.ByteBuf;

/**
 * Where a request goes, on its event loop: its body's data, the end, and what the client does
 * meanwhile. The response comes to the {@link ResponseReceiver} that it was made with.
 *
 * <p>After the receiver was told of the response's end or failure, or after {@link #cancel}, calls
 * have no effect; data is skipped.
 */
public interface RequestReceiver {

  /** Data: the next {@code length} bytes of the buffer, whose readerIndex this moves. */
  void requestData(ByteBuf in, int length);

  /** The request's body ended. The trailers are valid until return. */
  void requestEnd(Headers trailers);

  /** A batch of the above is complete: send what was written. */
  void flush();

  /** Reads the response on or waits, while the client is slower than the upstream. */
  void setReading(boolean reading);

  /** Ends everything at once: connections close, the response's receiver hears nothing more. */
  void cancel(RequestFailure reason);
}
