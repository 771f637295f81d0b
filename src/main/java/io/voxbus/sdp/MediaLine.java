package io.voxbus.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One medium: {@code m=kind port protocol formats} and the lines below it.
 *
 * @param port  0: refused, or not used any more
 * @param ports how many ports from {@code port} on; almost always 1
 */
public record MediaLine(String kind, int port, int ports, String protocol, List<String> formats,
    Lines lines) {
  private static final int MAX_PORT = 65_535;
  private static final int MAX_PAYLOAD = 127;

  public MediaLine {
    formats = List.copyOf(formats);
  }

  /** The same line as it is refused in an answer (RFC 3264 section 6). */
  public MediaLine refused() {
    return new MediaLine(kind, 0, 1, protocol, formats, Lines.NONE);
  }

  public boolean isAudio() {
    return kind.equalsIgnoreCase("audio");
  }

  /** What its payload numbers stand for, in their order; those that nobody explains are left out. */
  public List<Format> payloads() {
    Map<Integer, String> maps = byPayload("rtpmap");
    Map<Integer, String> parameters = byPayload("fmtp");
    List<Format> known = new ArrayList<>();
    for (String format : formats) {
      int payload = number(format, MAX_PAYLOAD);
      String map = maps.get(payload);
      String fmtp = parameters.getOrDefault(payload, "");
      Format found = map == null ? Format.fixed(payload, fmtp) : Format.of(payload, map, fmtp);
      if (found != null) {
        known.add(found);
      }
    }
    return known;
  }

  private Map<Integer, String> byPayload(String attribute) {
    Map<Integer, String> values = new HashMap<>();
    for (String value : lines.attributes(attribute)) {
      int blank = value.indexOf(' ');
      if (blank > 0) {
        values.putIfAbsent(number(value.substring(0, blank), MAX_PAYLOAD),
            value.substring(blank + 1).strip());
      }
    }
    return values;
  }

  static MediaLine parse(String value, List<Line> lines) {
    String[] parts = value.strip().split("\\s+", -1);
    if (parts.length < 4) {
      throw SdpFailed.malformed("m=" + value);
    }
    int slash = parts[1].indexOf('/');
    int port = number(slash < 0 ? parts[1] : parts[1].substring(0, slash), MAX_PORT);
    int ports = slash < 0 ? 1 : number(parts[1].substring(slash + 1), MAX_PORT);
    if (port < 0 || ports < 1) {
      throw SdpFailed.malformed("port of m=" + value);
    }
    return new MediaLine(parts[0], port, ports, parts[2],
        List.of(parts).subList(3, parts.length), new Lines(lines));
  }

  void write(StringBuilder out) {
    out.append("m=").append(kind).append(' ').append(port);
    if (ports > 1) {
      out.append('/').append(ports);
    }
    out.append(' ').append(protocol);
    formats.forEach(format -> out.append(' ').append(format));
    out.append("\r\n");
    lines.write(out);
  }

  /** -1 for what is no number from 0 to {@code most}. */
  static int number(@Nullable String text, int most) {
    if (text == null || text.isEmpty() || text.length() > 9) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = 10 * number + digit - '0';
    }
    return number > most ? -1 : number;
  }
}
