package dev.agentgateway.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody listens on, and that nobody else will be given: they lie below the range from
 * which the system takes ports for outgoing connections, and each is locked for as long as this
 * process lives, against other processes that run these tests.
 */
public final class Ports {
  private static final int FIRST = 20_000;
  // Linux gives outgoing connections 32768 and above.
  private static final int END = 32_000;
  private static final Path LOCKS =
      Path.of(System.getProperty("java.io.tmpdir"), "agentgateway-test-ports");

  // Held open: closing a channel gives its lock back.
  private static final List<FileChannel> HELD = new ArrayList<>();

  private Ports() {}

  /** A free port of loopback, never given twice. */
  public static synchronized int free() {
    try {
      Files.createDirectories(LOCKS);
      for (int attempt = 0; attempt < END - FIRST; attempt++) {
        int port = ThreadLocalRandom.current().nextInt(FIRST, END);
        if (isFree(port) && lock(port)) {
          return port;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("no free port from " + FIRST + " to " + END);
  }

  private static boolean lock(int port) throws IOException {
    FileChannel channel =
        FileChannel.open(
            LOCKS.resolve(Integer.toString(port)),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (java.nio.channels.OverlappingFileLockException e) {
      locked = false;
    }
    if (locked) {
      HELD.add(channel);
    } else {
      channel.close();
    }
    return locked;
  }

  private static boolean isFree(int port) {
    for (String address : List.of("0.0.0.0", "127.0.0.1")) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1);
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
