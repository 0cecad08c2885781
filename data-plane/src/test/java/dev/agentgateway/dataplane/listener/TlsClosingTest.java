package dev.agentgateway.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.dataplane.config.RouteAction;
import dev.agentgateway.dataplane.config.ServerTlsConfig;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How connections over TLS end: a whole response with TLS's own end, a cut one without. */
@Timeout(60)
final class TlsClosingTest {
  private static final String END = "close_notify";
  private static final String CLOSED = "closed";

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aWholeResponseIsFollowedByTheEndOfTls() throws Exception {
    try (TestProxy proxy = proxy().action(new RouteAction.Reply(200, "ok")).start()) {
      send(proxy.address(), "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
      assertThat(until(CLOSED)).contains("rest").endsWith(END + CLOSED);
    }
  }

  @Test
  void aDrainedConnectionIsFollowedByTheEndOfTls() throws Exception {
    try (TestProxy proxy = proxy().action(new RouteAction.Reply(200, "ok")).start()) {
      send(proxy.address(), "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(until("rest")).contains("200 OK");
      proxy.listeners().drain(Duration.ofSeconds(20)).join();
      assertThat(until(CLOSED)).isEqualTo(END + CLOSED);
    }
  }

  @Test
  void aResponseThatIsCutLacksTheEndOfTls() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                (connection, number) -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                  connection.send("5\r\nhello\r\n");
                  // Not before the client has it.
                  connection.readHead();
                  connection.reset();
                });
        TestProxy proxy = proxy().to(upstream.address()).start()) {
      Channel client =
          send(proxy.address(), "POST / HTTP/1.0\r\nhost: x\r\ncontent-length: 1000\r\n\r\n");
      assertThat(until("hello")).contains("200 OK");
      write(client, "x".repeat(400) + "\r\n\r\n");
      assertThat(until(CLOSED)).doesNotContain(END);
    }
  }

  private TestProxy proxy() {
    return new TestProxy()
        .secrets(Certificates.all())
        .tls(new ServerTlsConfig("rest", List.of(), List.of("a"), false, Duration.ofSeconds(30)));
  }

  /** Everything that was seen up to and including a text. */
  private String until(String end) throws InterruptedException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf(end) < 0) {
      all.append(seen.take());
    }
    return all.toString();
  }

  private Channel send(InetSocketAddress address, String request) throws Exception {
    SslContext tls =
        SslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .build();
    Channel channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened.pipeline().addLast(tls.newHandler(opened.alloc()), new Recorder());
                  }
                })
            .connect(address)
            .sync()
            .channel();
    write(channel, request);
    return channel;
  }

  private static void write(Channel channel, String text) {
    var _ =
        channel.writeAndFlush(
            ByteBufUtil.encodeString(
                channel.alloc(), CharBuffer.wrap(text), StandardCharsets.US_ASCII));
  }

  private final class Recorder extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
      seen.add(in.toString(StandardCharsets.US_ASCII));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
        seen.add(END);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      seen.add(CLOSED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }
}
