package io.voxbus.sip.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the dial plan as its file is. A file that is wrong or gone changes nothing, until it is right again. */
public final class DialPlanFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DialPlanFile.class);
  private static final ObjectReader READER = Json.mapper().readerFor(Plan.class)
      .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path file;
  private final Vertx vertx;
  private final long timer;
  private volatile DialPlan plan = new DialPlan(List.of());
  private volatile @Nullable String read;
  private volatile @Nullable String problem;

  /** The file. */
  private record Plan(@Nullable List<Rule> rules) {}

  public DialPlanFile(Path file, Vertx vertx, long lookMillis) {
    this.file = file;
    this.vertx = vertx;
    timer = lookMillis > 0 ? vertx.setPeriodic(lookMillis, tick -> load()) : -1;
  }

  /** The plan as it is now. */
  public DialPlan plan() {
    return plan;
  }

  /** What is wrong with the file, if anything. */
  public @Nullable String problem() {
    return problem;
  }

  /** Reads the file if it has changed. Never fails. */
  public Future<Void> load() {
    return vertx.executeBlocking(() -> {
      try {
        take(Files.readString(file));
      } catch (IOException e) {
        trouble("can't be read: " + e.getMessage());
      }
      return null;
    });
  }

  private void take(String text) {
    if (text.equals(read)) {
      return;
    }
    read = text;
    try {
      plan = parse(text);
      problem = null;
      LOG.atInfo().addKeyValue("rules", plan.size()).log("dial plan loaded");
    } catch (IllegalArgumentException e) {
      trouble(String.valueOf(e.getMessage()));
    }
  }

  private void trouble(String what) {
    if (!what.equals(problem)) {
      LOG.atError().addKeyValue("file", file).log("dial plan kept as it was: {}", what);
    }
    problem = what;
  }

  /** @throws IllegalArgumentException telling what is wrong */
  static DialPlan parse(String yaml) {
    try {
      JsonNode tree = new YAMLMapper().readTree(yaml);
      if (tree == null || tree.isNull() || tree.isMissingNode()) {
        return new DialPlan(List.of());
      }
      Plan plan = READER.readValue(tree);
      List<Rule> rules = plan.rules() == null ? List.of() : plan.rules();
      if (rules.stream().anyMatch(Objects::isNull)) {
        throw new IllegalArgumentException("a rule is empty");
      }
      return new DialPlan(rules);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }
}
