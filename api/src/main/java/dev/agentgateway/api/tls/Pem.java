package dev.agentgateway.api.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Blocks of a PEM text; what stands around them is skipped.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private Pem() {}

  /** A block; its content is Base64 without white space. The text form does not show it. */
  record Block(String label, String base64) {
    byte[] der() {
      return Base64.getDecoder().decode(base64);
    }

    @Override
    public String toString() {
      return "Block[" + label + "]";
    }
  }

  /** The blocks in their order. */
  static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2).replaceAll("\\s", "")));
    }
    return blocks;
  }
}
