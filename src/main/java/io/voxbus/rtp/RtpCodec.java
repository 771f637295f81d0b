package io.voxbus.rtp;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Codecs;
import org.jspecify.annotations.Nullable;

/** The codecs that RTP carries here, as RFC 3551 and RFC 7587 name them. */
public enum RtpCodec {
  PCMU("PCMU", 0, 8000, 8000, 1), PCMA("PCMA", 8, 8000, 8000, 1),
  /** Its clock is 8000 by an old mistake that RFC 3551 section 4.5.2 keeps. */
  G722("G722", 9, 8000, 16_000, 1),
  /** Announced with two channels whatever is sent (RFC 7587 section 7); its number is ours, in the dynamic range. */
  OPUS("opus", 111, 48_000, 16_000, 2);

  private final String encoding;
  private final int payload;
  private final int clock;
  private final int sampleRate;
  private final int channels;

  RtpCodec(String encoding, int payload, int clock, int sampleRate, int channels) {
    this.encoding = encoding;
    this.payload = payload;
    this.clock = clock;
    this.sampleRate = sampleRate;
    this.channels = channels;
  }

  /** The codec of an {@code rtpmap}; null if it is none of ours. */
  public static @Nullable RtpCodec of(String encoding, int clock) {
    for (RtpCodec codec : values()) {
      boolean sameClock = codec.clock == clock
          || (codec == G722 && clock == codec.sampleRate);
      if (sameClock && codec.encoding.equalsIgnoreCase(encoding)) {
        return codec;
      }
    }
    return null;
  }

  /** The codec of a configuration: a name in any case; null if it is none of ours. */
  public static @Nullable RtpCodec named(String name) {
    for (RtpCodec codec : values()) {
      if (codec.encoding.equalsIgnoreCase(name)) {
        return codec;
      }
    }
    return null;
  }

  /** Its name in an {@code rtpmap}. */
  public String encoding() {
    return encoding;
  }

  /** The payload number we offer it under. */
  public int payload() {
    return payload;
  }

  /** Hz of its timestamps. */
  public int clock() {
    return clock;
  }

  public int channels() {
    return channels;
  }

  /** Hz of the samples that {@link #open} takes and gives. */
  public int sampleRate() {
    return sampleRate;
  }

  /** One direction of one stream. */
  public Codec open() {
    return Codecs.open(encoding, sampleRate);
  }
}
