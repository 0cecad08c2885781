package dev.agentgateway.dataplane.exchange;

import dev.agentgateway.dataplane.config.ListenerConfig;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight and everything that is known of it.
 *
 * <p>Threading: confined to the event loop of its downstream connection. Reused for the next
 * request of an HTTP/1.1 connection once {@link RequestTelemetry#ended} returned.
 */
public final class Exchange {
  private static final int MAX_CALLS = 32;

  private static final String HTTP = "http";
  private static final String HTTPS = "https";

  private final RequestHead request = new RequestHead();
  private final InetSocketAddress source;
  private final InetSocketAddress destination;
  private ListenerConfig listener;
  private String protocolVersion = "1.1";
  private String originalMethod = "";
  private String originalTarget = "";
  private String originalAuthority = "";
  private String clientScheme = HTTP;
  private long startEpochNanos;
  private long startNanos;
  private long requestBytes;
  private long responseBytes;
  private int status;
  private @Nullable ChosenRoute route;
  private @Nullable Attempt attempt;
  private @Nullable RequestFailure failure;
  private @Nullable RequestTrace trace;
  private @Nullable Headers responseHeaders;
  private List<AgentCall> calls = List.of();
  private @Nullable CapturedBody requestBody;
  private @Nullable CapturedBody responseBody;

  public Exchange(
      InetSocketAddress source, InetSocketAddress destination, ListenerConfig listener) {
    this.source = source;
    this.destination = destination;
    this.listener = listener;
  }

  /** Begins a new request; everything known of the last one is forgotten. */
  public void begin(long epochNanos, long nanos) {
    originalMethod = request.method();
    originalTarget = request.target();
    originalAuthority = request.authority();
    clientScheme = listener.scheme();
    startEpochNanos = epochNanos;
    startNanos = nanos;
    requestBytes = 0;
    responseBytes = 0;
    status = 0;
    route = null;
    attempt = null;
    failure = null;
    trace = null;
    responseHeaders = null;
    calls = List.of();
    requestBody = null;
    responseBody = null;
  }

  /** The request as it goes upstream. */
  public RequestHead request() {
    return request;
  }

  /** The client's address. */
  public InetSocketAddress source() {
    return source;
  }

  /** The address that the client connected to. */
  public InetSocketAddress destination() {
    return destination;
  }

  /** The port that it came in by. */
  public ListenerConfig listener() {
    return listener;
  }

  /** {@code 1.0}, {@code 1.1} or {@code 2}. */
  public String protocolVersion() {
    return protocolVersion;
  }

  /** The method that the client sent. */
  public String originalMethod() {
    return originalMethod;
  }

  /** Path and query that the client sent. */
  public String originalTarget() {
    return originalTarget;
  }

  /** Host and port that the client named. */
  public String originalAuthority() {
    return originalAuthority;
  }

  /**
   * {@code http} or {@code https}: what the client used as far as what stands before this proxy
   * tells in x-forwarded-proto. For links back to the client, never for a decision.
   */
  public String clientScheme() {
    return clientScheme;
  }

  /** Unix time in nanoseconds of the request's first byte. */
  public long startEpochNanos() {
    return startEpochNanos;
  }

  /** System.nanoTime() of the request's first byte. */
  public long startNanos() {
    return startNanos;
  }

  /** Body bytes received from the client. */
  public long requestBytes() {
    return requestBytes;
  }

  /** Body bytes sent to the client. */
  public long responseBytes() {
    return responseBytes;
  }

  /** Status sent to the client, 0 before a head was sent. */
  public int status() {
    return status;
  }

  /** The route that took it, or null. */
  public @Nullable ChosenRoute route() {
    return route;
  }

  /** The newest attempt, or null. */
  public @Nullable Attempt attempt() {
    return attempt;
  }

  /** Why it ended without a whole upstream response, or null. */
  public @Nullable RequestFailure failure() {
    return failure;
  }

  /** What telemetry keeps, or null where nothing is recorded. */
  public @Nullable RequestTrace trace() {
    return trace;
  }

  /** Fields of the response that is being sent, or null before there is one. */
  public @Nullable Headers responseHeaders() {
    return responseHeaders;
  }

  /** The newest 32 calls of agent protocols that telemetry was told of, oldest first. */
  public List<AgentCall> calls() {
    return Collections.unmodifiableList(calls);
  }

  /** The body from the client; null: not wanted. */
  public @Nullable CapturedBody requestBody() {
    return requestBody;
  }

  /** The body to the client; null: not wanted. */
  public @Nullable CapturedBody responseBody() {
    return responseBody;
  }

  /** The port's configuration may have changed since the connection was opened. */
  public void setListener(ListenerConfig listener) {
    this.listener = listener;
  }

  /** The x-forwarded-proto that the request came with. */
  public void setForwardedScheme(String scheme) {
    clientScheme = scheme.equalsIgnoreCase(HTTPS) ? HTTPS : HTTP;
  }

  public void setProtocolVersion(String protocolVersion) {
    this.protocolVersion = protocolVersion;
  }

  /** Counts body bytes from the client, and keeps them where they are wanted. */
  public void addRequestBytes(ByteBuf in, int count) {
    requestBytes += count;
    if (requestBody != null) {
      requestBody.add(in, count);
    }
  }

  /** Counts body bytes to the client, and keeps them where they are wanted. */
  public void addResponseBytes(ByteBuf in, int count) {
    responseBytes += count;
    if (responseBody != null) {
      responseBody.add(in, count);
    }
  }

  /** Says which bodies are wanted, before anything of them passes. */
  public void setWanted(Contents contents) {
    requestBody = contents.requestBody() ? new CapturedBody() : null;
    responseBody = contents.responseBody() ? new CapturedBody() : null;
  }

  public void setStatus(int status) {
    this.status = status;
  }

  public void setRoute(ChosenRoute route) {
    this.route = route;
  }

  public void setAttempt(Attempt attempt) {
    this.attempt = attempt;
  }

  public void setFailure(RequestFailure failure) {
    this.failure = failure;
  }

  public void setTrace(RequestTrace trace) {
    this.trace = trace;
  }

  public void addCall(AgentCall call) {
    if (calls.isEmpty()) {
      calls = new ArrayList<>(2);
    } else if (calls.size() == MAX_CALLS) {
      calls.removeFirst();
    }
    calls.add(call);
  }

  public void setResponseHeaders(Headers responseHeaders) {
    this.responseHeaders = responseHeaders;
  }
}
