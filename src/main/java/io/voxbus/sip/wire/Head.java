package io.voxbus.sip.wire;

import java.util.List;
import java.util.Optional;

/**
 * Start line and header fields as they stand on the wire, unfolded.
 *
 * @param bodyStart where the body begins in the message
 */
public record Head(String startLine, List<Field> fields, int bodyStart) {
  /** @param name in lower case, compact forms written out */
  public record Field(String name, String value) {}

  public Optional<String> first(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).map(Field::value).findFirst();
  }

  public long count(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).count();
  }

  public boolean isResponse() {
    return startLine.regionMatches(true, 0, "SIP/", 0, 4);
  }

  /** The method of a request: what stands before the first blank. */
  public String method() {
    int blank = startLine.indexOf(' ');
    return blank < 0 ? startLine : startLine.substring(0, blank);
  }

  /** The topmost Via, if it can be read. */
  public Optional<Via> via() {
    return first("via").flatMap(Via::read);
  }
}
