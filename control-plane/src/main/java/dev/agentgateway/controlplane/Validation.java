package dev.agentgateway.controlplane;

import dev.agentgateway.controlplane.bootstrap.ControlPlaneConfig;
import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.file.FileSource;
import dev.agentgateway.controlplane.state.DesiredState;
import dev.agentgateway.controlplane.translation.Problem;
import dev.agentgateway.controlplane.translation.Translation;
import dev.agentgateway.controlplane.translation.TranslationOptions;
import dev.agentgateway.controlplane.translation.Translator;
import java.io.PrintStream;
import java.nio.file.Path;

/** {@code --validate}: everything that is wrong with a directory, on one line each. */
final class Validation {

  private static final int BAD_CONFIGURATION = 2;

  private final FileSource.Reading reading;
  private final PrintStream out;
  private int problems;
  private int notes;

  private Validation(FileSource.Reading reading, PrintStream out) {
    this.reading = reading;
    this.out = out;
  }

  /** Prints the problems of the configured directory and returns the exit code. */
  static int run(ControlPlaneConfig config, PrintStream out) {
    Path directory = config.directory().orElseThrow();
    Validation validation = new Validation(FileSource.read(directory), out);
    validation.source();
    validation.translation(
        new TranslationOptions(config.controllerName(), config.gatewayAddresses()));
    return validation.summary(directory.toString());
  }

  private void source() {
    reading.update().unavailable().ifPresent(this::problem);
    for (SourceProblem problem : reading.update().problems()) {
      switch (problem.severity()) {
        case ERROR, WARNING -> problem(problem.toString());
        case NOTE -> note(problem.toString());
      }
    }
  }

  private void translation(TranslationOptions options) {
    DesiredState state = reading.update().state();
    Translation translation = Translator.translate(state, options);
    for (Problem problem : translation.problems()) {
      String line =
          "%s: %s: %s: %s"
              .formatted(
                  reading.locations().getOrDefault(problem.object(), "-"),
                  problem.object(),
                  problem.reason(),
                  problem.message());
      switch (problem.severity()) {
        case ERROR -> problem(line);
        case NOTE -> note(line);
      }
    }
  }

  private void problem(String line) {
    problems++;
    out.println(line);
  }

  private void note(String line) {
    notes++;
    out.println(line + " (note)");
  }

  private int summary(String directory) {
    int objects = reading.update().state().objects().size();
    out.printf("%s: %d objects, %d problems, %d notes%n", directory, objects, problems, notes);
    return problems == 0 ? 0 : BAD_CONFIGURATION;
  }
}
