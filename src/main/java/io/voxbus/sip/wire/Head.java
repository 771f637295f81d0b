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
    for (Field field : fields) {
      if (field.name().equals(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  public long count(String name) {
    long count = 0;
    for (Field field : fields) {
      count += field.name().equals(name) ? 1 : 0;
    }
    return count;
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
