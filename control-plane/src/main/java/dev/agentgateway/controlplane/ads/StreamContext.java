package dev.agentgateway.controlplane.ads;

import dev.agentgateway.controlplane.snapshot.SnapshotStore;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** What all streams share. */
record StreamContext(
    SnapshotStore store,
    ProxyRegistry registry,
    StreamEvents events,
    Executor threads,
    ScheduledExecutorService timer,
    Clock clock) {}
