package dev.agentgateway.dataplane.protocol.a2a;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent's card with the addresses that a client can reach. {@code url}, {@code
 * supportedInterfaces[].url} and {@code additionalInterfaces[].url} become the client's own, gRPC
 * interfaces excepted, and every other byte stays; a signature that this breaks is left out.
 *
 * @see <a href="https://a2a-protocol.org/latest/specification/#44-agent-discovery-objects">Agent
 *     card</a>
 */
public final class AgentCard {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();
  private static final String GRPC = "GRPC";

  private final byte[] json;
  private final boolean signaturesDropped;

  /** Bytes from {@code start} to {@code end} exclusive become {@code text}. */
  private record Edit(int start, int end, String text) {}

  private AgentCard(byte[] json, boolean signaturesDropped) {
    this.json = json;
    this.signaturesDropped = signaturesDropped;
  }

  /** The card, or the JSON-RPC response that holds it, rewritten. */
  public byte[] json() {
    return json;
  }

  /** Whether it was signed and is not any more. */
  public boolean signaturesDropped() {
    return signaturesDropped;
  }

  /**
   * Rewrites a card.
   *
   * @param json a card, or a JSON-RPC response with one as {@code result}
   * @return empty where nothing is to be changed: also where it is no JSON in UTF-8
   */
  public static Optional<AgentCard> rewrite(byte[] json, CardAddress address) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Rewriter rewriter = new Rewriter(json, parser, address);
      rewriter.card(true);
      return parser.nextToken() == null ? rewriter.result() : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Walks over a card once and notes the changes. */
  private static final class Rewriter {
    private final byte[] json;
    private final JsonParser parser;
    private final CardAddress address;
    private final List<Edit> urls = new ArrayList<>();
    private final List<Edit> signatures = new ArrayList<>();

    Rewriter(byte[] json, JsonParser parser, CardAddress address) {
      this.json = json;
      this.parser = parser;
      this.address = address;
    }

    /** At the beginning of an object that is a card, or JSON-RPC's envelope of one. */
    void card(boolean mayBeEnvelope) throws IOException {
      Edit url = null;
      String transport = "";
      boolean isFirst = true;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        int member = start();
        JsonToken value = parser.nextToken();
        if (name.equals("url") && value == JsonToken.VALUE_STRING) {
          url = url();
        } else if (name.equals("preferredTransport") && value == JsonToken.VALUE_STRING) {
          transport = parser.getText();
        } else if (isInterfaces(name) && value == JsonToken.START_ARRAY) {
          interfaces();
        } else if (name.equals("signatures")) {
          parser.skipChildren();
          parser.finishToken();
          signatures.add(isFirst ? withoutFirst(member, end()) : without(member, end()));
          continue;
        } else if (mayBeEnvelope && name.equals("result") && value == JsonToken.START_OBJECT) {
          card(false);
        } else {
          parser.skipChildren();
        }
        isFirst = false;
      }
      add(url, transport);
    }

    private static boolean isInterfaces(String name) {
      return name.equals("supportedInterfaces") || name.equals("additionalInterfaces");
    }

    private void interfaces() throws IOException {
      for (JsonToken each = parser.nextToken();
          each != null && each != JsonToken.END_ARRAY;
          each = parser.nextToken()) {
        if (each == JsonToken.START_OBJECT) {
          agentInterface();
        } else {
          parser.skipChildren();
        }
      }
    }

    private void agentInterface() throws IOException {
      Edit url = null;
      String transport = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("url") && value == JsonToken.VALUE_STRING) {
          url = url();
        } else if ((name.equals("protocolBinding") || name.equals("transport"))
            && value == JsonToken.VALUE_STRING) {
          transport = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
      add(url, transport);
    }

    /** The change of the URL that the parser stands at; null where it stays. */
    private @Nullable Edit url() throws IOException {
      int start = start();
      String url = parser.getText();
      int end = end();
      String reachable = address.of(url).orElse(url);
      if (reachable.equals(url)) {
        return null;
      }
      return new Edit(
          start + 1, end - 1, new String(JsonStringEncoder.getInstance().quoteAsString(reachable)));
    }

    // This gateway does not carry A2A over gRPC; such an address must stay the agent's.
    private void add(@Nullable Edit url, String transport) {
      if (url != null && !transport.equalsIgnoreCase(GRPC)) {
        urls.add(url);
      }
    }

    private int start() throws IOException {
      return offset(parser.currentTokenLocation().getByteOffset());
    }

    private int end() throws IOException {
      return offset(parser.currentLocation().getByteOffset());
    }

    // UTF-16 and UTF-32 are read as characters, which have no byte offsets.
    private static int offset(long offset) throws IOException {
      if (offset < 0) {
        throw new IOException("not UTF-8");
      }
      return (int) offset;
    }

    /** A member and the comma before it. */
    private Edit without(int start, int end) {
      int before = start - 1;
      while (json[before] != ',') {
        before--;
      }
      return new Edit(before, end, "");
    }

    /** A member that none stays before, and the comma after it. */
    private Edit withoutFirst(int start, int end) {
      int after = end;
      while (isSpace(json[after])) {
        after++;
      }
      if (json[after] == ',') {
        after++;
        while (isSpace(json[after])) {
          after++;
        }
      }
      return new Edit(start, after, "");
    }

    private static boolean isSpace(byte b) {
      return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    Optional<AgentCard> result() {
      if (urls.isEmpty()) {
        return Optional.empty();
      }
      List<Edit> edits = new ArrayList<>(urls);
      edits.addAll(signatures);
      edits.sort(Comparator.comparingInt(Edit::start));
      ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 256);
      int copied = 0;
      for (Edit edit : edits) {
        out.write(json, copied, edit.start() - copied);
        out.writeBytes(edit.text().getBytes(StandardCharsets.UTF_8));
        copied = edit.end();
      }
      out.write(json, copied, json.length - copied);
      return Optional.of(new AgentCard(out.toByteArray(), !signatures.isEmpty()));
    }
  }
}
