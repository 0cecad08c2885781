package dev.agentgateway.dataplane.xds;

import dev.agentgateway.dataplane.trust.ConnectFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the xDS client holds and how it stands with its control plane, at one instant.
 *
 * @param connection the stream
 * @param stale whether what is served came from disk and no control plane has answered since
 * @param types by resource type; every type has an entry
 */
public record XdsStatus(Connection connection, boolean stale, Map<ResourceType, TypeStatus> types) {

  /** Before anything happened. */
  public static final XdsStatus INITIAL =
      new XdsStatus(
          new Connection(
              "", State.DISCONNECTED, Protocol.DELTA, Optional.empty(), Optional.empty(), Map.of()),
          false,
          Map.of());

  public XdsStatus {
    types = Map.copyOf(types);
  }

  /** How the stream stands. */
  public enum State {
    /** No stream; another attempt follows. */
    DISCONNECTED,
    /** A stream was opened and nothing came back yet. */
    CONNECTING,
    /** The control plane has answered on this stream. */
    CONNECTED
  }

  /** Variant of the aggregated discovery service. */
  public enum Protocol {
    /** Incremental. */
    DELTA,
    /** State of the world, for servers that speak nothing else. */
    STATE_OF_THE_WORLD
  }

  /**
   * The stream to a control plane.
   *
   * @param controlPlane HOST:PORT of the current or last attempt
   * @param lastMessage when a response last came, on any stream
   * @param lastError why the last stream ended; empty: none ended yet
   * @param failures attempts that a control plane did not answer, since the start
   */
  public record Connection(
      String controlPlane,
      State state,
      Protocol protocol,
      Optional<Instant> lastMessage,
      Optional<String> lastError,
      Map<ConnectFailure, Long> failures) {
    public Connection {
      failures = Map.copyOf(failures);
    }
  }

  /**
   * Resources of one type.
   *
   * @param accepted in force, by name
   * @param rejected newest version refused, by name; an older one may be in force
   * @param lastResponse when a response of the type last came
   */
  public record TypeStatus(
      Map<String, Accepted> accepted,
      Map<String, Rejected> rejected,
      Optional<Instant> lastResponse) {
    public TypeStatus {
      accepted = Map.copyOf(accepted);
      rejected = Map.copyOf(rejected);
    }
  }

  /**
   * An accepted resource.
   *
   * @param version as the control plane named it
   * @param since when it was accepted
   * @param ignored paths of fields and names of filters that the proxy does not understand
   */
  public record Accepted(String version, Instant since, List<String> ignored) {
    public Accepted {
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * A refused resource.
   *
   * @param version the refused one
   * @param reason what is wrong with it, as told to the control plane
   */
  public record Rejected(String version, String reason, Instant since) {}
}
