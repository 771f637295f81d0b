package io.voxbus;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What may depend on what, as rules over the packages below {@code root}. */
record Architecture(String root) {
  private static final List<String> COMPONENTS = List.of("http", "ws", "call", "sip", "media",
      "ai");
  private static final String[] JDK = {"java..", "javax.sound..", "org.jspecify.."};
  private static final String SRTP = "org.jitsi.srtp..";
  private static final String CODECS = "io.github.jaredmdobson.concentus..";

  /** Libraries by the packages that may know them, below root; "" is root itself. */
  private static final Map<String, List<String>> HOMES = Map.ofEntries(
      Map.entry("com.hazelcast..", List.of("cluster..")),
      Map.entry("io.vertx.spi.cluster.hazelcast..", List.of("cluster..")),
      Map.entry("io.vertx.ext.web..", List.of("http..")),
      Map.entry(CODECS, List.of("audio..")), Map.entry("com.jcraft..", List.of("audio.file")),
      Map.entry("javazoom..", List.of("audio.file")),
      Map.entry("org.jflac..", List.of("audio.file")),
      Map.entry("io.reactivex..", List.of("ai..")),
      Map.entry("org.bouncycastle..", List.of("dtls")),
      Map.entry("ai.onnxruntime..", List.of("ai.onnx.runtime")),
      Map.entry("org.vosk..", List.of("ai.vosk.runtime")),
      Map.entry("io.github.givimad..", List.of("ai.whisper.runtime")),
      Map.entry("edu.cmu.sphinx..", List.of("ai.local..")),
      Map.entry("com.sun.speech..", List.of("ai.local..")),
      Map.entry("io.micrometer..", List.of("node", "http", "metrics")),
      Map.entry("com.fasterxml.jackson.dataformat..", List.of("node", "sip.route")),
      Map.entry("javax.sip..", List.of("sip..")), Map.entry("gov.nist..", List.of("sip..")),
      Map.entry(SRTP, List.of("rtp")),
      Map.entry("com.zaxxer..", List.of("sip.users")),
      Map.entry("picocli..", List.of("")));

  /** Every rule by a name that tells it. */
  Map<String, ArchRule> rules() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    COMPONENTS.forEach(component -> rules.put(component + " knows no other component",
        noClasses().that(in(component + "..")).should()
            .dependOnClassesThat(in(COMPONENTS.stream().filter(other -> !other.equals(component))
                .map(other -> other + "..").toArray(String[]::new)))
            .allowEmptyShould(true)));
    rules.put("components know neither the node nor the cluster",
        noClasses().that(in(below(COMPONENTS))).should()
            .dependOnClassesThat(in("node..", "cluster..")));
    rules.putAll(cores());
    rules.put("protocol knows the annotations of Jackson", only(in("protocol.."),
        in("protocol.."), JDK[0], JDK[2], "com.fasterxml.jackson.annotation.."));
    rules.put("bus knows protocol and Vert.x", only(in("bus.."), in("bus..", "protocol.."),
        JDK[0], JDK[2], "com.fasterxml.jackson..", "io.vertx.core.."));
    rules.put("directory knows bus, protocol and Vert.x", only(in("directory.."),
        in("directory..", "bus..", "protocol.."), JDK[0], JDK[2], "com.fasterxml.jackson..",
        "io.vertx.core..", "org.slf4j.."));
    rules.put("cluster knows no component", noClasses().that(in("cluster..")).should()
        .dependOnClassesThat(in(below(COMPONENTS))));
    HOMES.forEach((library, homes) -> rules.put("only " + homes + " knows " + library,
        noClasses().that(not(in(homes.toArray(String[]::new)))).should()
            .dependOnClassesThat(resideInAPackage(library))));
    rules.put("no component locks", noClasses().that(in(below(COMPONENTS)))
        .and(not(whereThreadsMeet())).should(dependOnLocks()).orShould(enterAMonitor())
        .orShould().callMethodWhere(DescribedPredicate.describe("makes a synchronized collection",
            call -> call.getTargetOwner().isEquivalentTo(Collections.class)
                && call.getName().startsWith("synchronized"))));
    rules.put("no package depends on itself through others",
        slices().matching(root + ".(**)").should().beFreeOfCycles());
    return rules;
  }

  private Map<String, ArchRule> cores() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("cores know the JDK and their library",
        only(in("audio..", "rtp..", "sdp.."), in("audio..", "rtp..", "sdp.."), JDK[0], JDK[1],
            JDK[2], CODECS, "com.jcraft..", "javazoom..", "org.jflac..", SRTP,
            "org.jitsi.utils.."));
    rules.put("ice knows the JDK", only(in("ice.."), in("ice.."), JDK[0], JDK[2],
        "javax.crypto.."));
    rules.put("dtls knows BouncyCastle", only(in("dtls.."), in("dtls.."), JDK[0], JDK[2],
        "org.bouncycastle.."));
    rules.put("cores know no clock", noClasses().that(in("audio..", "rtp..", "sdp..", "ice.."))
        .should()
        .callMethod(System.class, "nanoTime").orShould()
        .callMethod(System.class, "currentTimeMillis").orShould()
        .dependOnClassesThat(resideInAPackage("java.time..")));
    return rules;
  }

  /** The workers of libraries that block, and the thread that drives the media. */
  private DescribedPredicate<JavaClass> whereThreadsMeet() {
    return in("ai.local..").or(in("media.lasting").and(simpleName("MediaLoop")));
  }

  private ArchCondition<JavaClass> dependOnLocks() {
    return condition("depend on locks", type -> type.getDirectDependenciesFromSelf().stream()
        .anyMatch(dependency -> dependency.getTargetClass().getPackageName()
            .equals("java.util.concurrent.locks")));
  }

  private static ArchCondition<JavaClass> enterAMonitor() {
    return condition("enter a monitor", type -> {
      try (InputStream bytes = type.getSource().orElseThrow().getUri().toURL().openStream()) {
        return ClassFile.of().parse(bytes.readAllBytes()).methods().stream()
            .anyMatch(method -> method.flags().has(AccessFlag.SYNCHRONIZED)
                || method.code().stream().flatMap(code -> code.elementStream())
                    .anyMatch(MonitorInstruction.class::isInstance));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static ArchCondition<JavaClass> condition(String what,
      java.util.function.Predicate<JavaClass> holds) {
    return new ArchCondition<>(what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean held = holds.test(type);
        events.add(new SimpleConditionEvent(type, held,
            type.getName() + (held ? " does " : " does not ") + what));
      }
    };
  }

  private static ArchRule only(DescribedPredicate<JavaClass> who,
      DescribedPredicate<JavaClass> own, String... others) {
    return classes().that(who).should()
        .onlyDependOnClassesThat(own.or(resideInAnyPackage(others)));
  }

  private DescribedPredicate<JavaClass> in(String... packages) {
    return resideInAnyPackage(Stream.of(packages)
        .map(name -> name.isEmpty() ? root : root + "." + name).toArray(String[]::new));
  }

  private static String[] below(List<String> packages) {
    return packages.stream().map(name -> name + "..").toArray(String[]::new);
  }
}
