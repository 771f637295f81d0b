package io.voxbus.ai.pass;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.protocol.api.MediaPassOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The audio on the way to a service and back: 16-bit little-endian mono.
 *
 * @param inputRate   Hz of what it sends
 * @param outputRate  Hz of what it is sent
 * @param packetBytes of a message to it
 */
record PassFormat(int inputRate, int outputRate, int packetBytes) {
  private static final Set<Integer> RATES = Set.of(8000, 11_025, 16_000, 22_050, 24_000, 32_000,
      44_100, 48_000);
  private static final int USUAL_RATE = 16_000;
  private static final int USUAL_PACKET = 2560;
  private static final int SMALLEST_PACKET = 64;
  private static final int LARGEST_PACKET = 1 << 16;

  /** @throws SpeechException 400 for what can't be sent */
  static PassFormat of(MediaPassOption option) {
    int output = rate(option.outputSampleRate());
    return new PassFormat(rate(option.inputSampleRate()), output, packet(option, output));
  }

  private static int packet(MediaPassOption option, int rate) {
    long bytes = USUAL_PACKET;
    if (option.packetSize() != null) {
      bytes = option.packetSize();
    } else if (option.ptime() != null) {
      bytes = 2 * (rate * option.ptime().millis() / 1000);
    }
    if (bytes < SMALLEST_PACKET || bytes > LARGEST_PACKET || bytes % 2 != 0) {
      throw SpeechException.refused("mediaPass: packets of " + bytes
          + " bytes can't be sent; even numbers from " + SMALLEST_PACKET + " to "
          + LARGEST_PACKET + " can");
    }
    return (int) bytes;
  }

  private static int rate(@Nullable Integer given) {
    int rate = given == null ? USUAL_RATE : given;
    if (!RATES.contains(rate)) {
      throw SpeechException.refused("mediaPass: no sample rate: " + rate);
    }
    return rate;
  }
}
