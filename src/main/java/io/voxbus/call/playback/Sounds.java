package io.voxbus.call.playback;

import io.voxbus.protocol.bus.Sound;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads what a {@code play} or a base64 {@code tts} names. */
final class Sounds {
  private static final int RIFF = name("RIFF");
  private static final int WAVE = name("WAVE");
  private static final int DATA = name("data");
  private static final int RATE = 16_000;
  private static final int RIFF_BYTES = 12;
  private static final int CHUNK_BYTES = 8;

  private Sounds() {}

  /** @throws IllegalArgumentException with the reason */
  static Sound of(String url, int offsetMillis) {
    if (url == null || url.isBlank()) {
      throw new IllegalArgumentException("play needs a url");
    }
    if (url.equals("echo:")) {
      return new Sound.Echo();
    }
    if (url.startsWith("tone:")) {
      return new Sound.Tone(number(url, "tone:", 20, 7_900));
    }
    if (url.startsWith("silence:")) {
      return new Sound.Silence(number(url, "silence:", 0, 3_600_000));
    }
    return new Sound.File(url, Math.max(0, offsetMillis));
  }

  /**
   * Audio as a client sends it inside a command: 16 kHz s16le, with or without a WAV header.
   *
   * @throws IllegalArgumentException if it is not base64
   */
  static Sound.Samples samples(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    skipHeader(data);
    short[] pcm = new short[data.remaining() / 2];
    data.asShortBuffer().get(pcm);
    return new Sound.Samples(pcm);
  }

  /** The samples as they were sent. */
  static String base64(short[] pcm) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * pcm.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(pcm);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** What is left of the samples when so much of them was heard; null: nothing. */
  static Sound.@Nullable Samples after(short[] pcm, int heardMillis) {
    long heard = heardMillis * (long) RATE / 1000;
    return heard < pcm.length
        ? new Sound.Samples(Arrays.copyOfRange(pcm, (int) heard, pcm.length))
        : null;
  }

  /** WAV: "RIFF", length, "WAVE", then chunks of a name, a length and, padded to even, as many bytes. */
  private static void skipHeader(ByteBuffer bytes) {
    if (bytes.remaining() < RIFF_BYTES + CHUNK_BYTES || bytes.getInt(0) != RIFF
        || bytes.getInt(8) != WAVE) {
      return;
    }
    bytes.position(RIFF_BYTES);
    while (bytes.remaining() >= CHUNK_BYTES) {
      boolean isData = bytes.getInt() == DATA;
      int length = (int) Math.min(bytes.getInt() & 0xffff_ffffL, bytes.remaining());
      if (isData) {
        bytes.limit(bytes.position() + length);
        return;
      }
      bytes.position(Math.min(bytes.position() + length + (length & 1), bytes.limit()));
    }
  }

  private static int name(String name) {
    return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN)
        .getInt();
  }

  private static int number(String url, String scheme, int least, int most) {
    try {
      int value = Integer.parseInt(url.substring(scheme.length()).trim());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // answered below, like a number out of range
    }
    throw new IllegalArgumentException(
        scheme + " wants a number from " + least + " to " + most + ", not " + url);
  }
}
