package dev.agentgateway.dataplane.exchange;

import dev.agentgateway.dataplane.config.ClusterConfig;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One try to get a response from one endpoint. Confined to the exchange's event loop. */
public final class Attempt {
  private final int number;
  private final ClusterConfig cluster;
  private final InetSocketAddress endpoint;
  private final RequestHead request;
  private final @Nullable AgentCall parent;
  private final long startNanos;
  private int status;
  private @Nullable RequestFailure failure;
  private @Nullable RequestTrace trace;

  /**
   * @param number 0 for the first try
   * @param request the head that is sent
   * @param parent the call that it carries; null: the request itself
   * @param startNanos System.nanoTime()
   */
  public Attempt(
      int number,
      ClusterConfig cluster,
      InetSocketAddress endpoint,
      RequestHead request,
      @Nullable AgentCall parent,
      long startNanos) {
    this.number = number;
    this.cluster = cluster;
    this.endpoint = endpoint;
    this.request = request;
    this.parent = parent;
    this.startNanos = startNanos;
  }

  /** 0 for the first try. */
  public int number() {
    return number;
  }

  /** Name of the cluster. */
  public String cluster() {
    return cluster.name();
  }

  /** KIND/NAMESPACE/NAME[/PORT] of the object behind the cluster; may be empty. */
  public String backend() {
    return cluster.backend();
  }

  /** Where it was sent. */
  public InetSocketAddress endpoint() {
    return endpoint;
  }

  /** Whether the connection is encrypted. */
  public boolean isSecure() {
    return cluster.tls().isPresent();
  }

  /** The head that is sent. */
  public RequestHead request() {
    return request;
  }

  /** The call that it carries; null: the request itself. */
  public @Nullable AgentCall parent() {
    return parent;
  }

  /** What telemetry keeps of it; null where nothing is recorded. */
  public @Nullable RequestTrace trace() {
    return trace;
  }

  /** System.nanoTime() of the start. */
  public long startNanos() {
    return startNanos;
  }

  /** Status of the response, 0 before there is one. */
  public int status() {
    return status;
  }

  /** Why it failed, or null. */
  public @Nullable RequestFailure failure() {
    return failure;
  }

  public void setStatus(int status) {
    this.status = status;
  }

  public void setFailure(RequestFailure failure) {
    this.failure = failure;
  }

  public void setTrace(RequestTrace trace) {
    this.trace = trace;
  }
}
