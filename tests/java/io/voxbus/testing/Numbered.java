package io.voxbus.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Audio that tells what became of it: every sample of the frame {@code n} is {@code n}. 16 kHz, 20 ms a frame. */
public final class Numbered {
  private static final int SAMPLES = 320;
  private static final int RATE = 16_000;

  private Numbered() {}

  public static byte[] frame(int number) {
    ByteBuffer frame = ByteBuffer.allocate(2 * SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
    while (frame.hasRemaining()) {
      frame.putShort((short) number);
    }
    return frame.array();
  }

  /** The frames 1 to {@code count} as a WAV file. */
  public static byte[] wav(int count) {
    int bytes = count * 2 * SAMPLES;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes()).putInt(36 + bytes).put("WAVEfmt ".getBytes()).putInt(16)
        .putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE).putShort((short) 2)
        .putShort((short) 16).put("data".getBytes()).putInt(bytes);
    for (int number = 1; number <= count; number++) {
      wav.put(frame(number));
    }
    return wav.array();
  }

  /** The numbers of one channel of PCM, in order, each as often as it fills a frame; silence left out. */
  public static List<Integer> numbers(byte[] pcm, int channel, int channels) {
    ByteBuffer samples = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> numbers = new ArrayList<>();
    int run = 0;
    int last = 0;
    for (int at = 2 * channel; at + 1 < pcm.length; at += 2 * channels) {
      int value = samples.getShort(at);
      run = value == last ? run + 1 : 1;
      last = value;
      if (value != 0 && run % SAMPLES == 0) {
        numbers.add(value);
      }
    }
    return numbers;
  }
}
