package dev.agentgateway.dataplane;

import com.google.protobuf.Any;
import dev.agentgateway.api.v1.ProxyReport;
import dev.agentgateway.api.v1.ReportRequest;
import dev.agentgateway.api.v1.ReportServiceGrpc.ReportServiceImplBase;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Says what a control plane of another version said, word for word but for the port that listeners
 * bind, and keeps what a proxy says to it.
 */
final class KeptControlPlane implements AutoCloseable {

  private static final String LISTENER = "type.googleapis.com/envoy.config.listener.v3.Listener";

  private final Map<String, Map<String, Resource>> resources = new TreeMap<>();
  private final List<DeltaDiscoveryRequest> requests = new CopyOnWriteArrayList<>();
  private final BlockingQueue<ProxyReport> reports = new LinkedBlockingQueue<>();
  private final Server server;

  /**
   * @param port that listeners bind
   */
  KeptControlPlane(Path responses, int port) throws IOException {
    try (InputStream in = Files.newInputStream(responses)) {
      for (DeltaDiscoveryResponse next = DeltaDiscoveryResponse.parseDelimitedFrom(in);
          next != null;
          next = DeltaDiscoveryResponse.parseDelimitedFrom(in)) {
        Map<String, Resource> ofType =
            resources.computeIfAbsent(next.getTypeUrl(), _ -> new TreeMap<>());
        for (Resource each : next.getResourcesList()) {
          ofType.put(each.getName(), next.getTypeUrl().equals(LISTENER) ? at(port, each) : each);
        }
      }
    }
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Discovery())
            .addService(new Reports())
            .build()
            .start();
  }

  private static Resource at(int port, Resource resource) throws IOException {
    Listener.Builder listener = resource.getResource().unpack(Listener.class).toBuilder();
    listener.getAddressBuilder().getSocketAddressBuilder().setPortValue(port);
    return resource.toBuilder().setResource(Any.pack(listener.build())).build();
  }

  int port() {
    return server.getPort();
  }

  /** Types that there is something of. */
  Set<String> types() {
    return resources.keySet();
  }

  /** Everything that came on the discovery stream. */
  List<DeltaDiscoveryRequest> requests() {
    return requests;
  }

  /** What came on the report stream and was not taken. */
  BlockingQueue<ProxyReport> reports() {
    return reports;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Discovery extends AggregatedDiscoveryServiceImplBase {
    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
        StreamObserver<DeltaDiscoveryResponse> responses) {
      return new StreamObserver<>() {
        private final Set<String> known = new HashSet<>();
        private int nonces;

        @Override
        public void onNext(DeltaDiscoveryRequest request) {
          requests.add(request);
          boolean first = known.add(request.getTypeUrl());
          Set<String> wanted = new HashSet<>(request.getResourceNamesSubscribeList());
          boolean everything = wanted.contains("*") || (first && wanted.isEmpty());
          if (!everything && wanted.isEmpty()) {
            return;
          }
          DeltaDiscoveryResponse.Builder response =
              DeltaDiscoveryResponse.newBuilder()
                  .setTypeUrl(request.getTypeUrl())
                  .setNonce("n" + nonces++);
          resources
              .getOrDefault(request.getTypeUrl(), Map.of())
              .forEach(
                  (name, resource) -> {
                    if (everything || wanted.remove(name)) {
                      response.addResources(resource);
                    }
                  });
          wanted.remove("*");
          response.addAllRemovedResources(wanted);
          responses.onNext(response.build());
        }

        @Override
        public void onError(Throwable ended) {}

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }
  }

  private final class Reports extends ReportServiceImplBase {
    @Override
    public StreamObserver<ProxyReport> report(StreamObserver<ReportRequest> asked) {
      return new StreamObserver<>() {
        @Override
        public void onNext(ProxyReport report) {
          reports.add(report);
        }

        @Override
        public void onError(Throwable ended) {}

        @Override
        public void onCompleted() {
          asked.onCompleted();
        }
      };
    }
  }
}
