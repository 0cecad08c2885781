package dev.agentgateway.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Desired state moves right; only conditions and NACKs move left, and both end in status. */
final class FlowTest {

  private static final String ROOT = "dev.agentgateway.controlplane";
  private static final int MAX_LINES = 500;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final String[] SHOWN = {"ir", "source", "state", "status", "translation"};

  /** What a package may use beside itself, from left to right; the root may use everything. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("bootstrap", Set.of()),
          Map.entry("state", Set.of()),
          Map.entry("source", Set.of("state")),
          Map.entry("ir", Set.of()),
          Map.entry("translation", Set.of("state", "ir")),
          Map.entry("sealing", Set.of("ir")),
          Map.entry("xds", Set.of("ir")),
          Map.entry("snapshot", Set.of("xds")),
          Map.entry("trust", Set.of()),
          Map.entry("ads", Set.of("snapshot", "trust", "xds")),
          Map.entry("report", Set.of("trust", "xds")),
          Map.entry("status", Set.of("leadership", "state", "translation")),
          Map.entry("leadership", Set.of()),
          Map.entry("provisioning", Set.of("leadership", "state")),
          Map.entry("traces", Set.of()),
          Map.entry("explain", Set.of()),
          Map.entry("web", Set.of()),
          Map.entry("view", Set.of("source", "status", "translation")),
          Map.entry("metrics", Set.of("source", "state", "traces", "view")),
          Map.entry("restapi", with(SHOWN, "metrics", "traces", "view", "web")),
          Map.entry("dashboard", with(SHOWN, "restapi", "traces", "view", "web")));

  @Test
  void desiredStateFlowsOneWay() {
    LayeredArchitecture flow = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String layer : MAY_USE.keySet()) {
      flow = flow.layer(layer).definedBy(ROOT + "." + layer + "..");
    }
    for (Map.Entry<String, Set<String>> layer : MAY_USE.entrySet()) {
      String[] used = layer.getValue().toArray(String[]::new);
      flow =
          used.length == 0
              ? flow.whereLayer(layer.getKey()).mayNotAccessAnyLayer()
              : flow.whereLayer(layer.getKey()).mayOnlyAccessLayers(used);
    }
    flow.check(CLASSES);
  }

  @Test
  void noPackagesUseEachOtherInACircle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theIntermediateRepresentationKnowsNoWireFormatAndNoKubernetes() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".ir..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.google.protobuf..", "io.fabric8..", "io.grpc..", "dev.agentgateway.api..")
        .check(CLASSES);
  }

  @Test
  void translationIsPure() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".translation..", ROOT + ".ir..", ROOT + ".state..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.nio.file..", "java.net.http..", "io.grpc..", "org.slf4j..")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .check(CLASSES);
  }

  @Test
  void thePlanesShareOnlyTheApi() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.agentgateway.dataplane..")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatThingsDo() {
    noClasses()
        .should()
        .haveNameMatching(".*\\.([A-Za-z]*(Impl|Utils?|Helper|Manager)|Abstract[A-Z].*)")
        .check(CLASSES);
    assertThat(packages())
        .noneMatch(each -> each.getName().matches(".*\\.(util|utils|common|helpers?)(\\..*)?"));
  }

  @Test
  void everyPackageIsNullMarkedAndSaysWhatItIsFor() {
    assertThat(packages().stream().filter(each -> !isNullMarked(each)).map(JavaPackage::getName))
        .isEmpty();
  }

  @Test
  void filesStayReadable() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).isNotEmpty();
      for (Path file : sources) {
        assertThat(Files.readAllLines(file))
            .as(file.toString())
            .hasSizeLessThanOrEqualTo(MAX_LINES);
      }
    }
  }

  @Test
  void everyPackageHasItsPlaceInTheFlow() {
    assertThat(packages().stream().map(JavaPackage::getName).filter(name -> !name.equals(ROOT)))
        .allSatisfy(
            name ->
                assertThat(MAY_USE)
                    .containsKey(name.substring(ROOT.length() + 1).replaceFirst("\\..*", "")));
  }

  private static Set<String> with(String[] some, String... others) {
    return Stream.concat(Stream.of(some), Stream.of(others)).collect(Collectors.toSet());
  }

  private static Set<JavaPackage> packages() {
    return CLASSES.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
  }

  private static boolean isNullMarked(JavaPackage each) {
    return each.isAnnotatedWith(NullMarked.class);
  }
}
