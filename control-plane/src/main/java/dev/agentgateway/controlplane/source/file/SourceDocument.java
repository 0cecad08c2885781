package dev.agentgateway.controlplane.source.file;

import java.util.ArrayList;
import java.util.List;

/**
 * One document of a file.
 *
 * @param firstLine 1-based line of the file at which the text begins
 */
record SourceDocument(int firstLine, String text) {

  /**
   * Cuts a file into its documents. A line that begins with {@code ---} always starts a document:
   * YAML allows it nowhere else, so that a broken document does not touch the others.
   */
  static List<SourceDocument> split(String file) {
    List<SourceDocument> documents = new ArrayList<>();
    int firstLine = 1;
    int line = 1;
    int start = 0;
    int position = 0;
    while (position < file.length()) {
      int end = file.indexOf('\n', position);
      int next = end < 0 ? file.length() : end + 1;
      if (position > start && isMarker(file, position, next)) {
        add(documents, firstLine, file.substring(start, position));
        start = position;
        firstLine = line;
      }
      position = next;
      line++;
    }
    add(documents, firstLine, file.substring(start));
    return documents;
  }

  private static boolean isMarker(String file, int start, int end) {
    return file.startsWith("---", start)
        && (start + 3 >= end || Character.isWhitespace(file.charAt(start + 3)));
  }

  private static void add(List<SourceDocument> documents, int firstLine, String text) {
    if (!text.lines().allMatch(SourceDocument::saysNothing)) {
      documents.add(new SourceDocument(firstLine, text));
    }
  }

  /** A blank line, a comment, a directive or a bare marker. */
  private static boolean saysNothing(String line) {
    String text = line.strip();
    return text.isEmpty()
        || text.startsWith("#")
        || line.startsWith("%")
        || text.equals("---")
        || text.equals("...");
  }
}
