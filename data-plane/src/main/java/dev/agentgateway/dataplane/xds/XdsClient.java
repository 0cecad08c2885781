package dev.agentgateway.dataplane.xds;

import dev.agentgateway.dataplane.config.ProxyConfig;
import dev.agentgateway.dataplane.trust.ConnectFailure;
import dev.agentgateway.dataplane.xds.XdsStatus.Connection;
import dev.agentgateway.dataplane.xds.XdsStatus.State;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes configuration from a control plane and hands every accepted state of it to a consumer.
 *
 * <p>What was accepted stays in force while no control plane answers, and is kept on disk for the
 * next start.
 *
 * <p>Threading: one client thread runs everything, gRPC callbacks included, and calls the consumer.
 * {@link #status()} may be called from any thread.
 */
public final class XdsClient implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(XdsClient.class);
  private static final Duration KEEPALIVE = Duration.ofSeconds(30);
  private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(10);
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private final XdsSettings settings;
  private final Consumer<ProxyConfig> consumer;
  private final ResourceStore store = new ResourceStore();
  private final ConfigAssembler assembler;
  private final ControlPlanes controlPlanes;
  private final @Nullable ResourceFiles files;
  private final ScheduledThreadPoolExecutor clientThread;
  private final StreamEvents events = new StreamEvents();
  private final Set<ResourceType> unsaved = EnumSet.noneOf(ResourceType.class);

  private @Nullable ManagedChannel channel;
  private @Nullable DiscoveryStream stream;
  private @Nullable Future<?> wakeUp;
  private boolean hasStreamAnswered;
  private boolean hasEverAnswered;
  private boolean isStale;
  private Optional<Instant> lastMessage = Optional.empty();
  private Optional<String> lastError = Optional.empty();
  private final Map<ConnectFailure, Long> failures = new EnumMap<>(ConnectFailure.class);
  private volatile XdsStatus status = XdsStatus.INITIAL;

  /**
   * A client that is not started.
   *
   * @param consumer gets each state on the client thread; what it throws is logged
   */
  public XdsClient(XdsSettings settings, Consumer<ProxyConfig> consumer) {
    this.settings = settings;
    this.consumer = consumer;
    this.assembler = new ConfigAssembler(store, settings.timing().warming());
    this.controlPlanes =
        new ControlPlanes(settings.controlPlanes(), settings.timing(), ThreadLocalRandom.current());
    this.files =
        settings
            .stateDir()
            .map(directory -> new ResourceFiles(directory, String.join(",", settings.gateways())))
            .orElse(null);
    this.clientThread =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("xds-client").unstarted(task));
  }

  /** Connects; after a while without an answer, what is on disk is used. */
  public void start() {
    clientThread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    clientThread.setRemoveOnCancelPolicy(true);
    run(this::connect);
    var _ = schedule(this::useDisk, settings.timing().diskAfter());
  }

  /** How the client stands; never older than the last event. */
  public XdsStatus status() {
    return status;
  }

  /** Ends the stream, writes what is not yet on disk and stops the client thread. */
  @Override
  public void close() {
    run(
        () -> {
          disconnect();
          clientThread.shutdown();
        });
    try {
      if (!clientThread.awaitTermination(5, TimeUnit.SECONDS)) {
        clientThread.shutdownNow();
      }
    } catch (InterruptedException e) {
      clientThread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    if (files != null) {
      files.close();
    }
  }

  private void connect() {
    disconnect();
    hasStreamAnswered = false;
    ManagedChannel opened;
    try {
      opened =
          settings
              .trust()
              .channel(controlPlanes.current())
              .executor(clientThread)
              .keepAliveTime(KEEPALIVE.toSeconds(), TimeUnit.SECONDS)
              .keepAliveTimeout(KEEPALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
              .maxInboundMessageSize(Integer.MAX_VALUE)
              .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
              .build();
    } catch (IOException e) {
      retry(ConnectFailure.FILE, String.valueOf(e.getMessage()));
      return;
    }
    Node node = ProxyNode.of(settings, controlPlanes.protocol());
    DiscoveryStream opening =
        switch (controlPlanes.protocol()) {
          case DELTA -> new DeltaStream(node, store, events);
          case STATE_OF_THE_WORLD -> new StateOfTheWorldStream(node, store, events);
        };
    channel = opened;
    stream = opening;
    watchForGoAway(opened, opening, ConnectivityState.IDLE);
    opening.open(opened);
    opening.subscribe(assembler.subscriptions());
    publishStatus();
  }

  private void disconnect() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
  }

  /** A channel that falls idle under an open stream was told to go away: it is left soon. */
  private void watchForGoAway(
      ManagedChannel watched, DiscoveryStream watchedStream, ConnectivityState before) {
    watched.notifyWhenStateChanged(
        before,
        () -> {
          ConnectivityState now = watched.getState(false);
          if (stream != watchedStream || now == ConnectivityState.SHUTDOWN) {
            return;
          }
          if (before == ConnectivityState.READY && now == ConnectivityState.IDLE) {
            var _ =
                schedule(
                    () -> {
                      if (stream == watchedStream) {
                        connect();
                      }
                    },
                    controlPlanes.graceful());
          } else {
            watchForGoAway(watched, watchedStream, now);
          }
        });
  }

  private final class StreamEvents implements DiscoveryStream.Events {

    @Override
    public void received(DiscoveryStream from) {
      if (!hasStreamAnswered) {
        log.atInfo()
            .addKeyValue("control_plane", controlPlanes.current())
            .addKeyValue("protocol", controlPlanes.protocol())
            .log("control plane answers");
      }
      hasStreamAnswered = true;
      hasEverAnswered = true;
      isStale = false;
      lastMessage = Optional.of(Instant.now());
      controlPlanes.answered();
    }

    @Override
    public void applied(ResourceType type, List<String> problems) {
      if (!problems.isEmpty()) {
        log.atWarn()
            .addKeyValue("type", type.messageName())
            .addKeyValue("rejected", problems.size())
            .addKeyValue("first", problems.getFirst())
            .log("resources rejected, their last good versions stay in force");
      }
      unsaved.add(type);
      publish();
    }

    @Override
    public void answered() {
      updateSubscriptions();
      save();
    }

    @Override
    public void ended(DiscoveryStream ended, Status end) {
      if (stream != ended) {
        return;
      }
      boolean lacksDelta =
          end.getCode() == Status.Code.UNIMPLEMENTED
              && !hasStreamAnswered
              && controlPlanes.protocol() == XdsStatus.Protocol.DELTA;
      if (lacksDelta) {
        controlPlanes.noDelta();
        disconnect();
        connect();
      } else {
        retry(ConnectFailure.of(end), ConnectFailure.detail(end));
      }
    }
  }

  /** A stream ended, or could not be opened. */
  private void retry(ConnectFailure failure, String detail) {
    String controlPlane = controlPlanes.current();
    lastError = Optional.of(failure.meaning() + ": " + detail);
    boolean hadAnswered = hasStreamAnswered;
    Duration wait = controlPlanes.ended(hadAnswered);
    if (!hadAnswered) {
      failures.merge(failure, 1L, Long::sum);
    }
    log.atLevel(hadAnswered || failure == ConnectFailure.UNAVAILABLE ? Level.INFO : Level.WARN)
        .addKeyValue("control_plane", controlPlane)
        .addKeyValue("reason", detail)
        .addKeyValue("retry_in_ms", wait.toMillis())
        .log("control plane stream ended: {}", failure.meaning());
    disconnect();
    publishStatus();
    var _ = schedule(this::connect, wait);
  }

  /** Makes the configuration anew and hands it on if it changed. */
  private void publish() {
    long now = System.nanoTime();
    boolean hasChanged = assembler.assemble(now);
    publishStatus();
    if (hasChanged) {
      try {
        consumer.accept(assembler.published());
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("configuration was not taken over");
      }
    }
    scheduleWakeUp(now);
  }

  /** What is in force may name other resources than before. */
  private void updateSubscriptions() {
    Map<ResourceType, Subscription> wanted = assembler.subscriptions();
    wanted.forEach((type, subscription) -> store.of(type).retain(subscription));
    if (stream != null) {
      stream.subscribe(wanted);
    }
    publishStatus();
  }

  private void save() {
    if (files != null) {
      for (ResourceType type : unsaved) {
        files.save(type, store.of(type).resources());
      }
    }
    unsaved.clear();
  }

  /** The next end of a wait for other resources or of a time to live. */
  private void scheduleWakeUp(long now) {
    if (wakeUp != null) {
      wakeUp.cancel(false);
      wakeUp = null;
    }
    long next = Long.MAX_VALUE;
    OptionalLong deadline = assembler.nextDeadline(now);
    if (deadline.isPresent()) {
      next = deadline.getAsLong() - now;
    }
    OptionalLong expiry = store.nextExpiry();
    if (expiry.isPresent()) {
      next = Math.min(next, expiry.getAsLong() - now);
    }
    if (next != Long.MAX_VALUE) {
      wakeUp = schedule(this::wake, Duration.ofNanos(Math.max(0, next)));
    }
  }

  private void wake() {
    if (store.expire(System.nanoTime())) {
      log.atWarn().log("resources outlived their time to live and are gone");
    }
    publish();
    updateSubscriptions();
  }

  /** No control plane answered since the start: what was kept is better than nothing. */
  private void useDisk() {
    if (hasEverAnswered || files == null) {
      return;
    }
    Map<ResourceType, List<io.envoyproxy.envoy.service.discovery.v3.Resource>> kept = files.load();
    if (kept.isEmpty()) {
      return;
    }
    kept.forEach(
        (type, resources) -> {
          for (String problem : store.of(type).restore(resources)) {
            log.atWarn().addKeyValue("resource", problem).log("kept resource is not usable");
          }
        });
    isStale = true;
    log.atWarn().log("no control plane answered, serving the configuration on disk");
    publish();
    updateSubscriptions();
    if (stream != null) {
      // What is in force is told in the first requests of a stream, so it takes a new one.
      connect();
    }
  }

  private void publishStatus() {
    State state = State.DISCONNECTED;
    if (stream != null) {
      state = hasStreamAnswered ? State.CONNECTED : State.CONNECTING;
    }
    status =
        new XdsStatus(
            new Connection(
                controlPlanes.current(),
                state,
                controlPlanes.protocol(),
                lastMessage,
                lastError,
                failures),
            isStale,
            store.status());
  }

  private void run(Runnable task) {
    try {
      clientThread.execute(guarded(task));
    } catch (RejectedExecutionException e) {
      log.atDebug().log("xDS client is closed");
    }
  }

  private Future<?> schedule(Runnable task, Duration delay) {
    return clientThread.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("xDS client task failed");
      }
    };
  }
}
