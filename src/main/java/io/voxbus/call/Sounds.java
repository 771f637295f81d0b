package io.voxbus.call;

import io.voxbus.protocol.bus.Sound;
import java.util.Base64;

/** Reads what a {@code play} or a base64 {@code tts} names. */
final class Sounds {
  private static final int WAV_HEADER = 44;

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

  /** @throws IllegalArgumentException if it is not base64 */
  static Sound samples(String base64) {
    byte[] bytes = Base64.getMimeDecoder().decode(base64);
    int start = bytes.length >= WAV_HEADER && bytes[0] == 'R' && bytes[1] == 'I' ? WAV_HEADER : 0;
    short[] pcm = new short[(bytes.length - start) / 2];
    for (int i = 0; i < pcm.length; i++) {
      int at = start + 2 * i;
      pcm[i] = (short) ((bytes[at] & 0xff) | (bytes[at + 1] << 8));
    }
    return new Sound.Samples(pcm);
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
