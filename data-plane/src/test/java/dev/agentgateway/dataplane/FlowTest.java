package dev.agentgateway.dataplane;

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

/** Configuration comes in on the left, requests pass on the right, telemetry stands beside. */
final class FlowTest {

  private static final String ROOT = "dev.agentgateway.dataplane";
  private static final int MAX_LINES = 500;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** What a package may use beside itself; every package but the root is named here. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("bootstrap", Set.of()),
          Map.entry("config", Set.of()),
          Map.entry("transport", Set.of()),
          Map.entry("exchange", Set.of("config")),
          Map.entry("trust", Set.of()),
          Map.entry("xds", Set.of("config", "trust")),
          Map.entry("report", Set.of("trust", "xds")),
          Map.entry("route", Set.of("config", "exchange")),
          Map.entry("protocol", Set.of("config", "exchange")),
          Map.entry("filter", Set.of("config", "exchange", "protocol")),
          Map.entry("http1", Set.of("config", "exchange", "transport")),
          Map.entry("telemetry", Set.of("config", "exchange", "protocol", "transport")),
          Map.entry("upstream", Set.of("config", "exchange", "filter", "http1", "transport")),
          Map.entry(
              "listener", Set.of("config", "exchange", "filter", "http1", "transport", "upstream")),
          Map.entry(
              "runtime",
              Set.of("config", "exchange", "listener", "route", "telemetry", "upstream")),
          Map.entry("admin", Set.of("config", "listener", "upstream", "xds")),
          Map.entry(
              "explain",
              Set.of(
                  "config",
                  "exchange",
                  "filter",
                  "report",
                  "route",
                  "runtime",
                  "telemetry",
                  "xds")));

  @Test
  void configurationAndRequestsFlowOneWay() {
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
  void everyPackageHasItsPlaceInTheFlow() {
    assertThat(
            packages().stream()
                .map(JavaPackage::getName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1).replaceFirst("\\..*", ""))
                .collect(Collectors.toSet()))
        .isEqualTo(MAY_USE.keySet());
  }

  @Test
  void noPackagesUseEachOtherInACircle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void configurationKnowsNoWireFormatAndNoNetwork() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.google.protobuf..",
            "io.envoyproxy..",
            "io.grpc..",
            "io.netty..",
            "dev.agentgateway.api..")
        .check(CLASSES);
  }

  @Test
  void onlyTheEdgesSpeakToTheConsole() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".bootstrap..")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".Main")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(CLASSES);
  }

  @Test
  void thePlanesShareOnlyTheApi() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.agentgateway.controlplane..")
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
  void everyPackageIsNullMarked() {
    assertThat(
            packages().stream()
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName))
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

  private static Set<JavaPackage> packages() {
    return CLASSES.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
  }
}
