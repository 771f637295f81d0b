package io.voxbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README says what is so. */
class ReadmeTest {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)\\)");
  private static final Pattern VARIABLE = Pattern.compile("VOXBUS_[A-Z_]*[A-Z]");

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    assertEquals(List.of(),
        found(LINK, "README.md").map(link -> link.group(1))
            .filter(link -> Files.notExists(ROOT.resolve(link))).toList());
  }

  @Test
  void everyVariableIsInTheConfigurationOrInAScript() throws IOException {
    StringBuilder known = new StringBuilder(Files.readString(ROOT.resolve("conf/voxbus.yaml")));
    try (Stream<Path> scripts = Files.list(ROOT.resolve("cluster"))) {
      for (Path script : scripts.filter(Files::isRegularFile).toList()) {
        known.append(Files.readString(script));
      }
    }
    assertEquals(List.of(), found(VARIABLE, "README.md").map(MatchResult::group).distinct()
        .filter(name -> known.indexOf(name) < 0).toList());
  }

  private static Stream<MatchResult> found(Pattern pattern, String file) throws IOException {
    return pattern.matcher(Files.readString(ROOT.resolve(file))).results();
  }
}
