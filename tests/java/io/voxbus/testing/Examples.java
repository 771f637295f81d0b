package io.voxbus.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of the API in {@code tests/resources/api}. */
public final class Examples {
  private static final Pattern BLOCK = Pattern
      .compile("(?s)## ([^\\n]+)\\n\\n```json\\n(.*?)\\n```");

  private Examples() {}

  /** The text under each heading that begins with {@code kind}, by the rest of the heading. */
  public static Map<String, String> seed(String kind) {
    Map<String, String> blocks = new LinkedHashMap<>();
    Matcher block = BLOCK.matcher(text("/api/seed-examples.md"));
    while (block.find()) {
      if (block.group(1).startsWith(kind + " ")) {
        blocks.put(block.group(1).substring(kind.length() + 1), block.group(2));
      }
    }
    return blocks;
  }

  private static String text(String resource) {
    try (InputStream in = Examples.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in, resource).readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
