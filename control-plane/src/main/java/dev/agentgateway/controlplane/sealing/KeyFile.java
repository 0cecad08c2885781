package dev.agentgateway.controlplane.sealing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The file of all keys, which only its owner may read. It is replaced as a whole. */
final class KeyFile implements KeyStorage {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path file;

  KeyFile(Path file) {
    this.file = file;
  }

  /**
   * The rings by Gateway, none where there is no file.
   *
   * @throws IOException with a message for people: it cannot be read or is not a file of keys
   */
  Map<String, KeyRing> read() throws IOException {
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    return KeyJson.read(file + " is not a file of keys", Files.readAllBytes(file));
  }

  @Override
  public KeyRing update(String gateway, UnaryOperator<KeyRing> change) throws IOException {
    Map<String, KeyRing> rings = read();
    KeyRing before = rings.getOrDefault(gateway, KeyRing.EMPTY);
    KeyRing after = change.apply(before);
    if (!after.equals(before)) {
      rings.put(gateway, after);
      write(rings);
    }
    return after;
  }

  /** Writes them; the old content stays where that fails. */
  void write(Map<String, KeyRing> rings) throws IOException {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(written);
    byte[] content = KeyJson.write(rings);
    try (FileChannel channel =
        FileChannel.open(
            written,
            Set.copyOf(EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
            ownerOnly())) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
