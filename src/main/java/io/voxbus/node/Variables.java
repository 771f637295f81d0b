package io.voxbus.node;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the environment into a configuration: {@code ${NAME}} or {@code ${NAME:default}}. */
public final class Variables {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)(?::([^}]*))?}");

  /** What a variable holds, null when it is not set. */
  public interface Environment {
    @Nullable
    String get(String name);
  }

  private final Environment environment;

  public Variables(Environment environment) {
    this.environment = environment;
  }

  /** The text with every variable replaced; one without value or default becomes empty. Comments stay. */
  String fill(String text) {
    UnaryOperator<String> line = one -> one.stripLeading().startsWith("#") ? one : fillLine(one);
    return text.lines().map(line).collect(java.util.stream.Collectors.joining("\n"));
  }

  private String fillLine(String line) {
    return VARIABLE.matcher(line).replaceAll(found -> {
      String value = environment.get(found.group(1));
      String otherwise = found.group(2) == null ? "" : found.group(2);
      return Matcher.quoteReplacement(value == null ? otherwise : value);
    });
  }
}
