package io.voxbus.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a session, or of one medium of it after its {@code m=}: in their order, also those we do not know. */
public record Lines(List<Line> all) {
  public static final Lines NONE = new Lines(List.of());

  public Lines {
    all = List.copyOf(all);
  }

  /** The value of the first line of a type; null if there is none. */
  public @Nullable String first(char type) {
    for (Line line : all) {
      if (line.type() == type) {
        return line.value();
      }
    }
    return null;
  }

  /** The value of the first attribute of this name, empty for a mere flag; null if there is none. */
  public @Nullable String attribute(String name) {
    for (Line line : all) {
      if (line.is(name)) {
        return line.attributeValue();
      }
    }
    return null;
  }

  public boolean has(String attribute) {
    return attribute(attribute) != null;
  }

  /** The values of all attributes of this name. */
  public List<String> attributes(String name) {
    return all.stream().filter(line -> line.is(name)).map(Line::attributeValue).toList();
  }

  /** The last of the direction attributes; null if there is none. */
  public @Nullable Direction direction() {
    Direction direction = null;
    for (Line line : all) {
      Direction named = line.type() == 'a' ? Direction.named(line.value()) : null;
      direction = named == null ? direction : named;
    }
    return direction;
  }

  public Lines with(char type, String value) {
    return with(new Line(type, value));
  }

  /** With one more attribute at the end. */
  public Lines with(String attribute, @Nullable String value) {
    return with(Line.attribute(attribute, value));
  }

  /** With one more flag at the end. */
  public Lines with(String attribute) {
    return with(attribute, null);
  }

  private Lines with(Line line) {
    List<Line> more = new ArrayList<>(all);
    more.add(line);
    return new Lines(more);
  }

  void write(StringBuilder out) {
    all.forEach(line -> line.write(out));
  }
}
