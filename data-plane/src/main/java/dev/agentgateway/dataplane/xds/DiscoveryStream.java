package dev.agentgateway.dataplane.xds;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.List;
import java.util.Map;

/**
 * One aggregated discovery stream. Confined to the client thread; after {@link #close} nothing is
 * told to its events.
 */
sealed interface DiscoveryStream permits DeltaStream, StateOfTheWorldStream {

  /** Opens the stream; nothing is sent before {@link #subscribe}. */
  void open(ManagedChannel channel);

  /** Sends what changed against what was asked for before on this stream. */
  void subscribe(Map<ResourceType, Subscription> wanted);

  /** Ends the stream from this side. */
  void close();

  /** What a stream tells its owner. */
  interface Events {

    /** A response came; called before it is looked at. */
    void received(DiscoveryStream stream);

    /** What a response changed is to be put in force; its ACK or NACK follows. */
    void applied(ResourceType type, List<String> problems);

    /** The ACK or NACK was sent: subscriptions may be sent. */
    void answered();

    /** The other side ended the stream, or the connection broke. */
    void ended(DiscoveryStream stream, Status status);
  }
}
