package dev.agentgateway.dataplane.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** Ends connections; where TLS is spoken, its own end comes before that of the connection. */
final class Closing {
  private Closing() {}

  /** Says that nothing follows what was written; what the client sends is still read. */
  static void endOutput(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutdownOutput(channel);
    } else {
      tls.closeOutbound().addListener((ChannelFuture _) -> shutdownOutput(channel));
    }
  }

  /**
   * Resets the connection, so that a client that waits for its end does not take this for the end
   * of the response.
   */
  static void abort(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    // From there on nothing says the end of TLS.
    var _ = tls == null ? channel.close() : tls.close();
  }

  private static void shutdownOutput(Channel channel) {
    if (channel instanceof DuplexChannel duplex) {
      var _ = duplex.shutdownOutput();
    } else {
      var _ = channel.close();
    }
  }
}
