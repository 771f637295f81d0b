package io.voxbus.media.leg;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Codecs;
import io.voxbus.audio.Pcm;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.api.CallOption;
import java.util.Locale;

/**
 * What the binary frames of a WebSocket call hold, in each direction.
 *
 * @param codec   as the client named it, in lower case
 * @param inRate  Hz of what the client sends, where the codec leaves it open
 * @param outRate Hz of what it is sent
 */
public record MediaFormat(String codec, int inRate, int outRate) {
  /**
   * @param pcmOutRate what {@code pcm} is sent at when the client names no rate: 16000, or 8000 for clients of old
   * @throws Fault 400 for a codec or rate we lack
   */
  public static MediaFormat of(CallOption option, int pcmOutRate) {
    String codec = option.codec() == null || option.codec().isBlank()
        ? "pcm"
        : option.codec().toLowerCase(Locale.ROOT);
    Integer rate = option.samplerate();
    boolean legacy = rate == null && codec.equals("pcm");
    int given = rate == null ? Pcm.RATE : rate;
    MediaFormat format = new MediaFormat(codec, given, legacy ? pcmOutRate : given);
    try {
      format.openIn();
      format.openOut();
    } catch (IllegalArgumentException e) {
      throw Fault.badRequest(String.valueOf(e.getMessage()));
    }
    return format;
  }

  /** Whether a frame is one packet of the codec, not a piece of a stream of bytes. */
  public boolean packets() {
    return codec.equals("opus");
  }

  public Codec openIn() {
    return Codecs.open(codec, inRate);
  }

  public Codec openOut() {
    return Codecs.open(codec, outRate);
  }
}
