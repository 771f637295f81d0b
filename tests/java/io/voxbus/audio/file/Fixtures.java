package io.voxbus.audio.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** One second of 440 Hz at half of full scale in every format; {@code tests/resources/audio/README.md} tells how made. */
final class Fixtures {
  static final List<String> NAMES = List.of("tone-8bit-8000.wav", "tone-24bit-stereo-8000.wav",
      "tone-float-8000.wav",
      "tone-mulaw-8000.wav", "tone-alaw-8000.wav", "tone-mono-44100.mp3", "tone-stereo-24000.mp3",
      "tone-mono-44100.flac",
      "tone-24bit-stereo-48000.flac", "tone-vorbis-mono-44100.ogg", "tone-vorbis-stereo-44100.ogg",
      "tone-opus-mono.ogg",
      "tone-opus-stereo.ogg");
  static final Limits LIMITS = new Limits(1_000_000, 1_000_000);

  private Fixtures() {}

  static byte[] bytes(String name) throws IOException {
    try (var in = Objects.requireNonNull(Fixtures.class.getResourceAsStream("/audio/" + name),
        name)) {
      return in.readAllBytes();
    }
  }

  static PcmReader open(byte[] file) throws IOException {
    return AudioFiles.open(new ByteArrayInputStream(file), LIMITS);
  }

  static short[] readAll(PcmReader reader) throws IOException {
    var samples = new short[1 << 16];
    int total = 0;
    while (true) {
      if (total == samples.length) {
        samples = Arrays.copyOf(samples, 2 * total);
      }
      int count = reader.read(samples, total, Math.min(1_000, samples.length - total));
      if (count < 0) {
        return Arrays.copyOf(samples, total);
      }
      total += count;
    }
  }
}
