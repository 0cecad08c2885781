package dev.agentgateway.dataplane.xds;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepted resources on disk: one file per type, only readable by its owner, replaced as a whole.
 *
 * <p>A file is a magic line, the SHA-256 of what follows, and a DeltaDiscoveryResponse whose {@code
 * system_version_info} is the node's cluster. A file that does not read back, or was written for
 * other Gateways, is reported and left out.
 *
 * <p>Threading: {@link #save} may be called from any thread and returns at once; a thread of its
 * own writes the newest state of each type.
 */
final class ResourceFiles implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ResourceFiles.class);
  private static final byte[] MAGIC = "agentgateway-xds-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 32;
  private static final long COALESCING_MILLIS = 200;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path directory;
  private final String nodeCluster;
  private final Map<ResourceType, List<Resource>> pending = new ConcurrentHashMap<>();
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor writer =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().daemon().name("xds-files").unstarted(task));

  ResourceFiles(Path stateDir, String nodeCluster) {
    this.directory = stateDir.resolve("xds");
    this.nodeCluster = nodeCluster;
    this.writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Reads what was kept; a type without a usable file is absent. */
  Map<ResourceType, List<Resource>> load() {
    Map<ResourceType, List<Resource>> loaded = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      Path file = file(type);
      if (!Files.exists(file)) {
        continue;
      }
      try {
        DeltaDiscoveryResponse kept = parse(Files.readAllBytes(file));
        if (kept.getTypeUrl().equals(type.typeUrl())
            && kept.getSystemVersionInfo().equals(nodeCluster)) {
          loaded.put(type, kept.getResourcesList());
        } else {
          log.atInfo().addKeyValue("file", file).log("kept resources are of other gateways");
        }
      } catch (IOException e) {
        log.atWarn().addKeyValue("file", file).setCause(e).log("kept resources are not readable");
      }
    }
    return loaded;
  }

  /** Keeps these resources of a type instead of those kept before. */
  void save(ResourceType type, List<Resource> resources) {
    pending.put(type, List.copyOf(resources));
    if (isScheduled.compareAndSet(false, true)) {
      var _ = writer.schedule(this::writePending, COALESCING_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Writes what is waiting and stops. */
  @Override
  public void close() {
    // A write in progress is not interrupted: that would close its file.
    writer.shutdown();
    try {
      if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writePending();
  }

  private void writePending() {
    isScheduled.set(false);
    Set<ResourceType> types = EnumSet.noneOf(ResourceType.class);
    types.addAll(pending.keySet());
    for (ResourceType type : types) {
      List<Resource> resources = pending.remove(type);
      if (resources == null) {
        continue;
      }
      try {
        write(type, resources);
      } catch (IOException e) {
        log.atWarn().addKeyValue("file", file(type)).setCause(e).log("resources were not kept");
      }
    }
  }

  private void write(ResourceType type, List<Resource> resources) throws IOException {
    byte[] body =
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setSystemVersionInfo(nodeCluster)
            .addAllResources(resources)
            .build()
            .toByteArray();
    Files.createDirectories(directory, ownerOnly("rwx------"));
    Path file = file(type);
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(temporary, options, ownerOnly("rw-------"))) {
      for (byte[] part : List.of(MAGIC, sha256(body), body)) {
        ByteBuffer buffer = ByteBuffer.wrap(part);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(ResourceType type) {
    return directory.resolve(type.name().toLowerCase(Locale.ROOT) + ".pb");
  }

  private static DeltaDiscoveryResponse parse(byte[] bytes) throws IOException {
    int bodyStart = MAGIC.length + DIGEST_BYTES;
    if (bytes.length < bodyStart || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
      throw new IOException("no kept resources (expected: a file that a proxy wrote)");
    }
    byte[] body = Arrays.copyOfRange(bytes, bodyStart, bytes.length);
    if (!MessageDigest.isEqual(sha256(body), Arrays.copyOfRange(bytes, MAGIC.length, bodyStart))) {
      throw new IOException("checksum differs (expected: a file that was written completely)");
    }
    try {
      return DeltaDiscoveryResponse.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("not readable as DeltaDiscoveryResponse", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
