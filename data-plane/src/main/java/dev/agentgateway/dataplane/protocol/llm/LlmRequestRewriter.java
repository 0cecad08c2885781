package dev.agentgateway.dataplane.protocol.llm;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.agentgateway.dataplane.protocol.llm.LlmPlaces.Place;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces single values of a request and keeps every other byte. */
public final class LlmRequestRewriter {
  private static final String INCLUDE_USAGE = "\"include_usage\":true";

  private record Edit(int start, int end, String with) {}

  private LlmRequestRewriter() {}

  /**
   * A request with another model, with its usage asked for in the stream, or with both.
   *
   * @param request what was read of the body; without a problem
   * @param body the readable bytes; its indices stay
   * @param model the value that every top-level {@code model} gets; it is added where there is
   *     none; null: as it is
   * @param includeUsage whether {@code stream_options.include_usage} becomes true
   * @return a new buffer, the caller's to release
   */
  public static ByteBuf rewrite(
      LlmRequest request, ByteBuf body, @Nullable String model, boolean includeUsage) {
    if (request.problem() != null) {
      throw new IllegalArgumentException(
          "a request with a problem: " + request.problem() + " (expected: one that was read)");
    }
    LlmPlaces places = request.places();
    List<Edit> edits = new ArrayList<>();
    List<String> added = new ArrayList<>();
    if (model != null) {
      editModel(places, model, edits, added);
    }
    if (includeUsage) {
      editStreamOptions(places, body, edits, added);
    }
    if (!added.isEmpty()) {
      edits.add(insertMembers(body, places.afterBrace(), String.join(",", added)));
    }
    edits.sort(Comparator.comparingInt(Edit::start));
    return apply(edits, body);
  }

  private static void editModel(
      LlmPlaces places, String model, List<Edit> edits, List<String> added) {
    String value = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(model)) + '"';
    if (places.models().isEmpty()) {
      added.add("\"model\":" + value);
    }
    for (Place each : places.models()) {
      edits.add(new Edit(each.start(), each.end(), value));
    }
  }

  private static void editStreamOptions(
      LlmPlaces places, ByteBuf body, List<Edit> edits, List<String> added) {
    if (places.streamOptions().isEmpty()) {
      added.add("\"stream_options\":{" + INCLUDE_USAGE + "}");
    }
    for (Place options : places.streamOptions()) {
      List<Place> values =
          places.includeUsages().stream()
              .filter(each -> each.start() > options.start() && each.end() < options.end())
              .toList();
      if (body.getByte(body.readerIndex() + options.start()) != '{') {
        edits.add(new Edit(options.start(), options.end(), "{" + INCLUDE_USAGE + "}"));
      } else if (values.isEmpty()) {
        edits.add(insertMembers(body, options.start() + 1, INCLUDE_USAGE));
      }
      for (Place each : values) {
        edits.add(new Edit(each.start(), each.end(), "true"));
      }
    }
  }

  /** Makes members the first ones of the object that opens before an offset. */
  private static Edit insertMembers(ByteBuf body, int offset, String members) {
    int next = body.readerIndex() + offset;
    while (Character.isWhitespace(body.getByte(next))) {
      next++;
    }
    return new Edit(offset, offset, body.getByte(next) == '}' ? members : members + ',');
  }

  private static ByteBuf apply(List<Edit> edits, ByteBuf body) {
    int start = body.readerIndex();
    int size = body.readableBytes();
    for (Edit each : edits) {
      size += ByteBufUtil.utf8Bytes(each.with()) - (each.end() - each.start());
    }
    ByteBuf out = body.alloc().buffer(size);
    int at = 0;
    for (Edit each : edits) {
      out.writeBytes(body, start + at, each.start() - at);
      out.writeCharSequence(each.with(), StandardCharsets.UTF_8);
      at = each.end();
    }
    return out.writeBytes(body, start + at, body.readableBytes() - at);
  }
}
