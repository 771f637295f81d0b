package io.voxbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.voxbus.protocol.api.Command;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of README, section "Architecture"; each is seen to fire on a class that breaks it. */
class ArchitectureTest {
  private static final URL MAIN = Command.class.getProtectionDomain().getCodeSource()
      .getLocation();
  private static final JavaClasses CLASSES = new ClassFileImporter().importUrl(MAIN);
  private static final JavaClasses BROKEN = new ClassFileImporter()
      .importPackages("io.voxbus.archfixture");
  private static final Map<String, ArchRule> RULES = new Architecture("io.voxbus").rules();
  private static final Map<String, ArchRule> FIXTURE_RULES = new Architecture(
      "io.voxbus.archfixture").rules();

  @ParameterizedTest
  @MethodSource("names")
  void theCodeFollowsIt(String rule) {
    RULES.get(rule).check(CLASSES);
  }

  static Set<String> names() {
    return RULES.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void itFiresOnAClassThatBreaksIt(String rule) {
    EvaluationResult result = FIXTURE_RULES.get(rule).evaluate(BROKEN);
    String report = String.join("\n", result.getFailureReport().getDetails());
    assertTrue(report.contains("archfixture." + breaker(rule)), report);
  }

  private static String breaker(String rule) {
    return switch (rule) {
      case "components know neither the node nor the cluster" -> "call.AsksTheCluster";
      case "cores know the JDK and their library" -> "audio.KnowsVertx";
      case "cores know no clock" -> "audio.ReadsTheClock";
      case "ice knows the JDK" -> "ice.KnowsVertx";
      case "dtls knows BouncyCastle" -> "dtls.KnowsVertx";
      case "protocol knows the annotations of Jackson" -> "protocol.KnowsDatabind";
      case "bus knows protocol and Vert.x" -> "bus.KnowsTheDirectory";
      case "directory knows bus, protocol and Vert.x" -> "directory.KnowsACall";
      case "cluster knows no component" -> "cluster.KnowsACall";
      case "no component locks" -> "media.Locks";
      case "no package depends on itself through others" -> "cycle.one.KnowsTwo";
      default -> rule.startsWith("only ")
          ? "ws.KnowsEveryLibrary"
          : rule.substring(0, rule.indexOf(' ')) + ".Asks";
    };
  }

  @Test
  void everyWayToLockIsNoticed() {
    String report = FIXTURE_RULES.get("no component locks").evaluate(BROKEN).getFailureReport()
        .toString();
    assertEquals(List.of(), List.of("depend on locks", "enter a monitor", "synchronizedList")
        .stream().filter(way -> !report.contains(way)).toList());
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked = CLASSES.stream().map(type -> type.getPackage()).distinct()
        .filter(type -> !type.isAnnotatedWith(NullMarked.class)).map(JavaPackage::getName)
        .sorted().toList();
    assertEquals(List.of(), unmarked);
  }
}
