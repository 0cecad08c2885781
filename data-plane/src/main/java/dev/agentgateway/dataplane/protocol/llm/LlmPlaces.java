package dev.agentgateway.dataplane.protocol.llm;

import java.util.List;

/**
 * Where a request may be edited.
 *
 * @param models each value that names the model, of the object itself
 * @param streamOptions each value with options of the stream, of the object itself
 * @param includeUsages each value inside these that asks for the usage
 * @param afterBrace offset after the brace that opens the object
 */
public record LlmPlaces(
    List<Place> models, List<Place> streamOptions, List<Place> includeUsages, int afterBrace) {

  /** Nothing to edit. */
  public static final LlmPlaces NONE = new LlmPlaces(List.of(), List.of(), List.of(), 0);

  /**
   * A value in the body.
   *
   * @param start offset of its first byte
   * @param end offset of the byte after it
   */
  public record Place(int start, int end) {}

  public LlmPlaces {
    models = List.copyOf(models);
    streamOptions = List.copyOf(streamOptions);
    includeUsages = List.copyOf(includeUsages);
  }
}
