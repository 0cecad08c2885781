package dev.agentgateway.controlplane.source.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file says, as it was read last.
 *
 * @param unreadable why it could not be read; its objects are then the ones before
 */
record FileContent(Fingerprint fingerprint, List<Placed> documents, @Nullable String unreadable) {

  private static final long MAX_BYTES = 64L << 20;

  /** A document and the 1-based line at which it begins. */
  record Placed(SourceDocument document, DocumentContent content) {}

  /** Reads a file; documents whose text has not changed are taken from {@code before}. */
  static FileContent read(
      Path file,
      Fingerprint fingerprint,
      @Nullable FileContent before,
      Schemas schemas,
      ObjectMapper mapper) {
    String text;
    try {
      if (fingerprint.sizeBytes() > MAX_BYTES) {
        return unreadable(
            fingerprint,
            "too large: "
                + fingerprint.sizeBytes()
                + " bytes (expected: at most "
                + MAX_BYTES
                + ")");
      }
      text = text(Files.readAllBytes(file));
    } catch (CharacterCodingException e) {
      return unreadable(fingerprint, "not valid UTF-8");
    } catch (IOException e) {
      return unreadable(fingerprint, DirectoryScan.reason(e));
    }
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
      // JSON is read as YAML, which takes no tabs between values; within strings JSON has none.
      text = text.replace('\t', ' ');
    }
    Map<String, DocumentContent> known = new HashMap<>();
    if (before != null) {
      before.documents.forEach(placed -> known.put(placed.document.text(), placed.content));
    }
    List<Placed> documents = new ArrayList<>();
    for (SourceDocument document : SourceDocument.split(text)) {
      DocumentContent content = known.get(document.text());
      if (content == null) {
        content = DocumentReader.read(schemas, mapper, document.text());
      }
      documents.add(new Placed(document, content));
    }
    return new FileContent(fingerprint, List.copyOf(documents), null);
  }

  private static FileContent unreadable(Fingerprint fingerprint, String why) {
    return new FileContent(fingerprint, List.of(), why);
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Whether it may hold objects of which not even the name is known. */
  boolean hidesObjects() {
    return unreadable != null
        || documents.stream().anyMatch(placed -> placed.content.unidentified());
  }

  /** 1-based line of what hides objects; 0: the file as a whole does, or nothing. */
  int breakLine() {
    for (Placed placed : documents) {
      if (placed.content.unidentified()) {
        int line =
            placed.content.findings().stream()
                .mapToInt(DocumentContent.Finding::line)
                .findFirst()
                .orElse(0);
        return placed.document.firstLine() + line;
      }
    }
    return 0;
  }
}
