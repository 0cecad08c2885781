package dev.agentgateway.dataplane.telemetry.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

final class CollectorTlsTest {
  @Test
  void namesServersOfOneLabelToo() throws Exception {
    assertThat(named("collector")).containsExactly(new SNIHostName("collector"));
    assertThat(named("collector.monitoring.svc"))
        .containsExactly(new SNIHostName("collector.monitoring.svc"));
  }

  @Test
  void addressesAreNoNames() throws Exception {
    assertThat(named("192.0.2.1")).isEmpty();
    assertThat(named("2001:db8::1")).isEmpty();
    assertThat(named("")).isEmpty();
  }

  private static List<SNIServerName> named(String serverName) throws Exception {
    SslContext context = CollectorTls.naming(SslContextBuilder.forClient().build(), serverName);
    SSLEngine engine = context.newEngine(UnpooledByteBufAllocator.DEFAULT, "localhost", 443);
    List<SNIServerName> names = engine.getSSLParameters().getServerNames();
    return names == null ? List.of() : names;
  }
}
