package io.voxbus.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866). It keeps every line as it was, in its order: what is not known here is not
 * touched.
 *
 * @param session the lines before the first {@code m=}
 */
public record Sdp(Lines session, List<MediaLine> media) {
  private static final int MAX_CHARS = 65_536;
  private static final int MAX_LINES = 2000;
  private static final int MAX_MEDIA = 32;
  private static final int SHOWN = 40;

  public Sdp {
    media = List.copyOf(media);
  }

  /**
   * Reads lines that end in CRLF, LF or CR.
   *
   * @throws SdpFailed 400 if it is no description, or a larger one than anybody means
   */
  public static Sdp parse(String text) {
    if (text.length() > MAX_CHARS) {
      throw SdpFailed.malformed(
          "an SDP of " + text.length() + " characters, the most are " + MAX_CHARS);
    }
    List<Line> lines = new ArrayList<>();
    text.lines().filter(line -> !line.isBlank()).limit(MAX_LINES + 1)
        .forEach(line -> lines.add(line(line)));
    if (lines.size() > MAX_LINES) {
      throw SdpFailed.malformed("an SDP of more than " + MAX_LINES + " lines");
    }
    if (lines.isEmpty() || lines.get(0).type() != 'v') {
      throw SdpFailed.malformed("an SDP begins with v=0");
    }
    return parse(lines);
  }

  private static Sdp parse(List<Line> lines) {
    List<Line> session = lines;
    List<MediaLine> media = new ArrayList<>();
    int end = lines.size();
    for (int at = end - 1; at >= 0; at--) {
      if (lines.get(at).type() == 'm') {
        media.add(0, MediaLine.parse(lines.get(at).value(), lines.subList(at + 1, end)));
        end = at;
        session = lines.subList(0, at);
        if (media.size() > MAX_MEDIA) {
          throw SdpFailed.malformed("an SDP of more than " + MAX_MEDIA + " media");
        }
      }
    }
    return new Sdp(new Lines(session), media);
  }

  private static Line line(String text) {
    if (text.length() < 2 || text.charAt(1) != '=' || !Character.isLetter(text.charAt(0))) {
      throw SdpFailed
          .malformed("not a line of SDP: " + text.substring(0, Math.min(SHOWN, text.length())));
    }
    return new Line(text.charAt(0), text.substring(2).stripTrailing());
  }

  /** The text, each line with CRLF. */
  public String write() {
    StringBuilder out = new StringBuilder(512);
    session.write(out);
    media.forEach(line -> line.write(out));
    return out.toString();
  }

  /** Its {@code c=} line, or the session's; null if neither has one. */
  public @Nullable String connection(MediaLine line) {
    String own = line.lines().first('c');
    return own == null ? session.first('c') : own;
  }

  /** Its direction, or the session's; both ways if nothing is said. */
  public Direction direction(MediaLine line) {
    Direction own = line.lines().direction();
    Direction general = own == null ? session.direction() : own;
    return general == null ? Direction.SENDRECV : general;
  }

  /** An attribute of the line, or of the session; null if neither has it. */
  public @Nullable String attribute(MediaLine line, String name) {
    String own = line.lines().attribute(name);
    return own == null ? session.attribute(name) : own;
  }
}
