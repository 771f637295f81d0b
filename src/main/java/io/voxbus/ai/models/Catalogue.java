package io.voxbus.ai.models;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The models that can be had, each file with its length and its SHA-256. */
public record Catalogue(List<Model> models) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]*");
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** The one that comes with voxbus. */
  public static Catalogue own() {
    try (InputStream file = Catalogue.class.getResourceAsStream("/models/catalogue.json")) {
      return parse(new String(Objects.requireNonNull(file).readAllBytes(),
          StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** @throws IllegalArgumentException telling what is wrong */
  public static Catalogue parse(String json) {
    try {
      return new Catalogue(new JsonObject(json).getJsonArray("models").stream()
          .map(model -> model((JsonObject) model)).toList());
    } catch (DecodeException | ClassCastException | NullPointerException broken) {
      throw new IllegalArgumentException("not a catalogue: " + broken.getMessage(), broken);
    }
  }

  private static Model model(JsonObject json) {
    return new Model(matching(NAME, json.getString("name"), "name"),
        json.getString("about", ""), json.getString("setting", ""),
        json.getString("licence", "unknown"), json.getJsonArray("files").stream()
            .map(file -> part((JsonObject) file)).toList());
  }

  private static Model.Part part(JsonObject json) {
    return new Model.Part(matching(PATH, json.getString("path"), "path"),
        Objects.requireNonNull(json.getString("url"), "url"), json.getLong("bytes"),
        matching(SHA256, json.getString("sha256"), "sha256"),
        json.getBoolean("unpack", false));
  }

  private static String matching(Pattern pattern, @Nullable String value, String key) {
    if (value == null || !pattern.matcher(value).matches()) {
      throw new IllegalArgumentException("not a catalogue: " + key + " is '" + value + "'");
    }
    return value;
  }

  public Optional<Model> find(String name) {
    return models.stream().filter(model -> model.name().equals(name)).findFirst();
  }
}
