package dev.agentgateway.controlplane.sealing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The file of all keys, which only its owner may read. It is replaced as a whole. */
final class KeyFile {

  private static final int KEY_BYTES = 32;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final ObjectMapper mapper = new ObjectMapper();
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
    Map<String, KeyRing> rings = new TreeMap<>();
    if (!Files.exists(file)) {
      return rings;
    }
    try {
      for (Map.Entry<String, JsonNode> gateway :
          mapper.readTree(Files.readString(file)).path("gateways").properties()) {
        List<KeyRing.Key> keys = new ArrayList<>();
        for (JsonNode key : gateway.getValue()) {
          keys.add(key(key));
        }
        rings.put(gateway.getKey(), new KeyRing(keys));
      }
      return rings;
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      throw new IOException(
          file + " is not a file of keys (expected: as it was written; without it, sessions end)",
          e);
    }
  }

  /** Writes them; the old content stays where that fails. */
  void write(Map<String, KeyRing> rings) throws IOException {
    ObjectNode tree = mapper.createObjectNode();
    ObjectNode gateways = tree.putObject("gateways");
    rings.forEach(
        (gateway, ring) -> {
          ArrayNode keys = gateways.putArray(gateway);
          ring.keys()
              .forEach(
                  key ->
                      keys.addObject().put("key", key.secret()).put("made", key.made().toString()));
        });
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(written);
    byte[] content = mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
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

  private static KeyRing.Key key(JsonNode key) {
    String secret = key.path("key").asText();
    if (Base64.getDecoder().decode(secret.getBytes(StandardCharsets.US_ASCII)).length
        != KEY_BYTES) {
      throw new IllegalArgumentException("a key is not 32 bytes");
    }
    return new KeyRing.Key(secret, Instant.parse(key.path("made").asText()));
  }

  private static FileAttribute<?>[] ownerOnly() {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
