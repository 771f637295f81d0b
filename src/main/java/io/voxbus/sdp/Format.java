package io.voxbus.sdp;

import io.voxbus.rtp.RtpCodec;
import org.jspecify.annotations.Nullable;

/**
 * What a payload number stands for.
 *
 * @param parameters of its {@code fmtp}; empty without one
 */
public record Format(int payload, String encoding, int clock, int channels, String parameters) {
  public static final String TELEPHONE_EVENT = "telephone-event";
  public static final String COMFORT_NOISE = "CN";

  /** Null if we do not have it. */
  public @Nullable RtpCodec codec() {
    return RtpCodec.of(encoding, clock);
  }

  public boolean is(String name) {
    return encoding.equalsIgnoreCase(name);
  }

  /** The value of an {@code rtpmap}. */
  String map() {
    return payload + " " + encoding + "/" + clock + (channels > 1 ? "/" + channels : "");
  }

  /** From an {@code rtpmap} such as {@code 111 opus/48000/2}; null if it is none. */
  static @Nullable Format of(int payload, String encoding, String parameters) {
    String[] parts = encoding.split("/", -1);
    try {
      return parts.length < 2
          ? null
          : new Format(payload, parts[0].strip(), Integer.parseInt(parts[1].strip()),
              parts.length < 3 ? 1 : Integer.parseInt(parts[2].strip()), parameters);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** What RFC 3551 section 6 fixes; null for any other number. */
  static @Nullable Format fixed(int payload, String parameters) {
    return switch (payload) {
      case 0 -> new Format(0, "PCMU", 8000, 1, parameters);
      case 8 -> new Format(8, "PCMA", 8000, 1, parameters);
      case 9 -> new Format(9, "G722", 8000, 1, parameters);
      case 13 -> new Format(13, COMFORT_NOISE, 8000, 1, parameters);
      default -> null;
    };
  }
}
