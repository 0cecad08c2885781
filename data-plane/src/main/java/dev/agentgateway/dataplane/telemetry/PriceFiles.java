package dev.agentgateway.dataplane.telemetry;

import dev.agentgateway.dataplane.protocol.llm.LlmUsage;
import dev.agentgateway.dataplane.protocol.llm.PriceCatalogue;
import dev.agentgateway.dataplane.protocol.llm.PriceCatalogue.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The price catalogue in force, read from files that are looked at once a second. A catalogue that
 * cannot be read as a whole does not replace the last good one.
 *
 * <p>Threading: a virtual thread of its own reads; {@link #catalogue} may be called on any thread.
 */
final class PriceFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PriceFiles.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final List<Path> files;
  private final Map<Path, String> seen = new HashMap<>();
  private volatile PriceCatalogue catalogue = PriceCatalogue.EMPTY;
  private final Thread thread;

  PriceFiles(List<Path> files) {
    this.files = List.copyOf(files);
    this.thread = Thread.ofVirtual().name("prices").unstarted(this::run);
  }

  void start() {
    if (!files.isEmpty()) {
      refresh();
      thread.start();
    }
  }

  PriceCatalogue catalogue() {
    return catalogue;
  }

  /** Whether a model of a provider is in the catalogue. */
  boolean has(String provider, String model) {
    return switch (catalogue.price(provider, model, null, LlmUsage.NONE).status()) {
      case EXACT, UNPRICED -> true;
      case MISSING, NO_CATALOGUE -> false;
    };
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        refresh();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads the files where one of them looks different. */
  void refresh() {
    boolean changed = false;
    for (Path file : files) {
      String mark = mark(file);
      changed |= !mark.equals(seen.put(file, mark));
    }
    if (!changed) {
      return;
    }
    List<Source> sources = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Path file : files) {
      try {
        sources.add(new Source(file.toString(), Files.readString(file)));
      } catch (IOException e) {
        problems.add(file + ": cannot be read (" + e + ")");
      }
    }
    PriceCatalogue read = PriceCatalogue.read(sources);
    problems.addAll(read.problems());
    boolean first = catalogue.size() == 0;
    problems.forEach(
        problem -> log.atWarn().addKeyValue("place", problem).log("price catalogue has a problem"));
    if (first || problems.isEmpty()) {
      catalogue = read;
      log.atInfo().addKeyValue("models", read.size()).log("price catalogue read");
    } else {
      log.atWarn().log("price catalogue not taken, the last good one stays in force");
    }
  }

  private static String mark(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
