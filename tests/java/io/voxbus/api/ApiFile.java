package io.voxbus.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A description of the API as nodes serve it. */
record ApiFile(JsonNode root) {
  static ApiFile read(String name) {
    try (InputStream in = ApiFile.class.getResourceAsStream("/api/" + name)) {
      return new ApiFile(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode at(String... path) {
    JsonNode node = root;
    for (String step : path) {
      node = node.path(step);
    }
    return node;
  }

  /** The names below a path. */
  Set<String> names(String... path) {
    Set<String> names = new TreeSet<>();
    at(path).fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** References that lead nowhere. */
  List<String> brokenReferences() {
    List<String> broken = new ArrayList<>();
    root.findValuesAsText("$ref").forEach(reference -> {
      if (!reference.startsWith("#/") || root.at(reference.substring(1)).isMissingNode()) {
        broken.add(reference);
      }
    });
    return broken;
  }
}
