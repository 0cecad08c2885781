package dev.agentgateway.dataplane.exchange;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One try to get a response from one endpoint. Confined to the exchange's event loop. */
public final class Attempt {
  private final int number;
  private final String cluster;
  private final String backend;
  private final InetSocketAddress endpoint;
  private final long startNanos;
  private int status;
  private @Nullable RequestFailure failure;

  public Attempt(
      int number, String cluster, String backend, InetSocketAddress endpoint, long startNanos) {
    this.number = number;
    this.cluster = cluster;
    this.backend = backend;
    this.endpoint = endpoint;
    this.startNanos = startNanos;
  }

  /** 0 for the first try. */
  public int number() {
    return number;
  }

  /** Name of the cluster. */
  public String cluster() {
    return cluster;
  }

  /** KIND/NAMESPACE/NAME[/PORT] of the object behind the cluster; may be empty. */
  public String backend() {
    return backend;
  }

  /** Where it was sent. */
  public InetSocketAddress endpoint() {
    return endpoint;
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
}
