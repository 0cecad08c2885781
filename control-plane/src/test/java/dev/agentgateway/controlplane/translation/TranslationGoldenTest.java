package dev.agentgateway.controlplane.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentgateway.controlplane.source.SourceProblem;
import dev.agentgateway.controlplane.source.file.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case under {@code translation/}; {@code -Dgolden.update=true} records what comes out. */
final class TranslationGoldenTest {

  private static final Path DIRECTORY = Path.of("src/test/resources/translation");

  private static final String REFUSED = "refused/";

  private static final TranslationOptions OPTIONS =
      new TranslationOptions(TranslationOptions.DEFAULT_CONTROLLER_NAME, List.of("127.0.0.1"));

  @ParameterizedTest
  @MethodSource("cases")
  void translatesAsRecorded(GoldenCase golden) throws IOException {
    Translation translation = Translator.translate(golden.desiredState(), OPTIONS);
    String actual = CompactYaml.write(TranslationView.of(translation));
    if (Boolean.getBoolean("golden.update")) {
      golden.record(actual);
      return;
    }
    assertThat(actual)
        .as(
            "%s; to accept what comes out: mvn -pl control-plane -am test -Dtest=TranslationGoldenTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.update=true",
            golden.file())
        .isEqualTo(golden.expected());
  }

  /** An API server would not let the cases of {@link #REFUSED} in; everything else it would. */
  @ParameterizedTest
  @MethodSource("cases")
  void theFileSourceTakesTheInputs(GoldenCase golden, @TempDir Path directory) throws IOException {
    Files.writeString(
        directory.resolve("case.yaml"), String.join("---\n", golden.documents().values()));
    List<SourceProblem> problems = FileSource.read(directory).update().problems();
    if (golden.name().startsWith(REFUSED)) {
      assertThat(problems).isNotEmpty();
    } else {
      assertThat(problems).isEmpty();
    }
  }

  @Test
  void everyFileIsACase() throws IOException {
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file -> {
                assertThat(file.getFileName().toString()).endsWith(".yaml");
                assertThat(DIRECTORY.relativize(file).getNameCount()).isEqualTo(2);
              });
    }
  }

  private static Stream<Arguments> cases() throws IOException {
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().equals(GoldenCase.DEFAULTS))
          .sorted()
          .map(GoldenCase::read)
          .map(golden -> Arguments.of(Named.of(golden.name(), golden)))
          .toList()
          .stream();
    }
  }
}
