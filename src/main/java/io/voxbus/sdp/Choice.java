package io.voxbus.sdp;

import io.voxbus.rtp.RtpCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What we take of an offered audio line: one codec, under the number of the offer, with the telephone events that
 * share its clock (RFC 4733 section 2.1) and comfort noise.
 */
public record Choice(RtpCodec codec, Format format, @Nullable Format events,
    @Nullable Format noise) {
  private static final String OPUS_PARAMETERS = "minptime=10;useinbandfec=1";

  /** The first of our codecs that is offered; null if none is. */
  public static @Nullable Choice of(MediaLine offered, List<RtpCodec> ours) {
    List<Format> formats = offered.payloads();
    for (RtpCodec codec : ours) {
      for (Format format : formats) {
        if (format.codec() == codec) {
          return new Choice(codec, format, find(formats, Format.TELEPHONE_EVENT, codec.clock()),
              find(formats, Format.COMFORT_NOISE, codec.clock()));
        }
      }
    }
    return null;
  }

  static @Nullable Format find(List<Format> formats, String encoding, int clock) {
    for (Format format : formats) {
      if (format.is(encoding) && format.clock() == clock) {
        return format;
      }
    }
    return null;
  }

  /** Number of the telephone events; -1 without. */
  public int eventsPayload() {
    return events == null ? -1 : events.payload();
  }

  /** What the answer's {@code m=} lists. */
  public List<String> numbers() {
    List<String> numbers = new ArrayList<>();
    taken().forEach(format -> numbers.add(String.valueOf(format.payload())));
    return numbers;
  }

  /** The {@code rtpmap} and {@code fmtp} of the answer. */
  public Lines describe(Lines lines) {
    Lines described = lines;
    for (Format format : taken()) {
      described = describe(described, format);
    }
    return described;
  }

  static Lines describe(Lines lines, Format format) {
    Lines mapped = lines.with("rtpmap", format.map());
    String parameters = parameters(format);
    return parameters.isEmpty()
        ? mapped
        : mapped.with("fmtp", format.payload() + " " + parameters);
  }

  private static String parameters(Format format) {
    return format.is(Format.TELEPHONE_EVENT)
        ? "0-16"
        : format.codec() == RtpCodec.OPUS ? OPUS_PARAMETERS : "";
  }

  private List<Format> taken() {
    List<Format> taken = new ArrayList<>(List.of(format));
    if (noise != null) {
      taken.add(noise);
    }
    if (events != null) {
      taken.add(events);
    }
    return taken;
  }
}
