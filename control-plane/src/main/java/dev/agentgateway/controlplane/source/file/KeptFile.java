package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentgateway.controlplane.state.ObjectRef;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The file of the last good version of every object of one directory: a line of JSON that names the
 * directory, then one an object. It holds secrets, and only its owner may read it. It is replaced
 * as a whole.
 */
final class KeptFile {

  /** What does not fit is not kept, and starts again at generation 1. */
  static final long MAX_BYTES = 64L << 20;

  private static final int FORMAT = 1;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path file;
  private final Path directory;
  private final long maxBytes;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * A file that need not exist.
   *
   * @param directory whose objects it keeps; those of another one are not taken
   */
  KeptFile(Path file, Path directory) {
    this(file, directory, MAX_BYTES);
  }

  KeptFile(Path file, Path directory, long maxBytes) {
    this.file = file;
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  /**
   * The objects, none where there is no file or it is of another directory.
   *
   * @throws IOException with a message for people: it cannot be read, or is no such file
   */
  List<KeptObject> read() throws IOException {
    List<KeptObject> objects = new ArrayList<>();
    if (!Files.exists(file)) {
      return objects;
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String first = lines.readLine();
      JsonNode head = mapper.readTree(first == null ? "" : first);
      if (head.path("format").asInt() != FORMAT
          || !head.path("directory").asText().equals(name())) {
        return objects;
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        objects.add(object(mapper.readTree(line)));
      }
      return objects;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Its message could quote a secret.
      throw new IOException(file + " is not a file of objects (expected: as it was written)");
    }
  }

  private String name() {
    return directory.toAbsolutePath().normalize().toString();
  }

  private KeptObject object(JsonNode line) {
    if (!(line.path("object") instanceof ObjectNode tree)) {
      throw new IllegalArgumentException("no object");
    }
    try {
      return new KeptObject(
          new ObjectRef(
              line.path("kind").asText(),
              line.path("namespace").asText(),
              line.path("name").asText()),
          directory.resolve(line.path("file").asText()),
          line.path("line").asInt(),
          line.path("generation").asLong(),
          tree);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Writes them; the old content stays where that fails.
   *
   * @return how many did not fit
   */
  int write(List<KeptObject> objects) throws IOException {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(written);
    int leftOut = 0;
    try (OutputStream out = create(written)) {
      ObjectNode head = mapper.createObjectNode().put("format", FORMAT);
      out.write(line(head.put("directory", name())));
      long bytes = 0;
      for (KeptObject object : objects) {
        byte[] line = line(tree(object));
        if (bytes + line.length > maxBytes) {
          leftOut++;
        } else {
          bytes += line.length;
          out.write(line);
        }
      }
    }
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return leftOut;
  }

  private ObjectNode tree(KeptObject object) {
    ObjectNode tree = mapper.createObjectNode();
    tree.put("kind", object.ref().kind());
    tree.put("namespace", object.ref().namespace()).put("name", object.ref().name());
    tree.put("file", directory.relativize(object.file()).toString());
    tree.put("line", object.line());
    tree.put("generation", object.generation()).set("object", object.tree());
    return tree;
  }

  private byte[] line(ObjectNode tree) throws IOException {
    byte[] json = mapper.writeValueAsBytes(tree);
    byte[] line = new byte[json.length + 1];
    System.arraycopy(json, 0, line, 0, json.length);
    line[json.length] = '\n';
    return line;
  }

  private static OutputStream create(Path path) throws IOException {
    return new BufferedOutputStream(
        Channels.newOutputStream(
            FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                ownerOnly())),
        1 << 16);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
