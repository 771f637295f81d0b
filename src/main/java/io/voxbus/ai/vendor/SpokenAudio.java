package io.voxbus.ai.vendor;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.G711;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import io.voxbus.protocol.api.TtsOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Audio of a voice, as it comes over the wire, turned into 16 kHz. A WAV header, which some servers put before bare
 * samples, tells the rate and is left out. One object a stream.
 */
public final class SpokenAudio {
  /** Codecs that voices are asked for. */
  public enum Format {
    PCM, PCMU, PCMA
  }

  private static final Set<Integer> RATES = Set.of(8000, 11_025, 16_000, 22_050, 24_000, 32_000,
      44_100, 48_000);
  private static final int G711_RATE = 8000;
  private static final int LONGEST_HEADER = 4096;
  private static final byte[] RIFF = {'R', 'I', 'F', 'F'};
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final int RATE_AT = 24;
  private static final double NORMAL_VOLUME = 5;
  private static final double LOUDEST = 10;

  private final Format format;
  private final double gain;
  private final PcmBytes pcm = new PcmBytes();
  private int rate;
  private @Nullable Resampler resampler;
  /** What may be a header; null once that is known. */
  private byte @Nullable [] head = new byte[0];

  /** @param gain factor of the volume; 1 leaves it */
  public SpokenAudio(Format format, int rate, double gain) {
    this.format = format;
    this.rate = rate;
    this.gain = gain;
  }

  /** @throws SpeechException 400 for a codec that no voice is asked for */
  public static Format formatOf(TtsOption option) {
    String codec = option.codec() == null ? "pcm" : option.codec().toLowerCase(Locale.ROOT);
    return switch (codec) {
      case "pcm", "", "wav", "l16" -> Format.PCM;
      case "pcmu" -> Format.PCMU;
      case "pcma" -> Format.PCMA;
      default -> throw SpeechException
          .refused("a voice is asked for pcm, pcmu or pcma, not '" + option.codec() + "'");
    };
  }

  /**
   * The rate that was asked for.
   *
   * @throws SpeechException 400 for a rate that is none
   */
  public static int rateOf(@Nullable Integer samplerate, Format format, int otherwise) {
    if (format != Format.PCM) {
      return G711_RATE;
    }
    int rate = samplerate == null ? otherwise : samplerate;
    if (!RATES.contains(rate)) {
      throw SpeechException.refused("no sample rate: " + rate);
    }
    return rate;
  }

  /** {@code volume} 1 to 10, 5 is what the vendor speaks at, for vendors that know none. */
  public static double gainOf(TtsOption option) {
    double volume = option.volume() == null ? NORMAL_VOLUME : option.volume();
    return Math.clamp(volume, 1, LOUDEST) / NORMAL_VOLUME;
  }

  /** The samples that are whole with these bytes, maybe none. */
  public AudioFrame decode(byte[] bytes) {
    byte[] body = format == Format.PCM ? withoutHeader(bytes) : bytes;
    short[] samples = format == Format.PCM ? pcm.decode(body) : expand(body);
    return new AudioFrame(louder(resampled(samples)), 0);
  }

  private short[] expand(byte[] bytes) {
    short[] samples = new short[bytes.length];
    G711 law = format == Format.PCMU ? G711.MU_LAW : G711.A_LAW;
    law.decode(bytes, 0, bytes.length, samples);
    return samples;
  }

  private byte[] withoutHeader(byte[] bytes) {
    byte[] before = head;
    if (before == null) {
      return bytes;
    }
    byte[] all = Arrays.copyOf(before, before.length + bytes.length);
    System.arraycopy(bytes, 0, all, before.length, bytes.length);
    int known = Math.min(RIFF.length, all.length);
    if (Arrays.equals(RIFF, 0, known, all, 0, known)) {
      int data = dataAt(all);
      if (data < 0 && all.length < LONGEST_HEADER) {
        head = all;
        return new byte[0];
      }
      if (data >= 0) {
        rate = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getInt(RATE_AT);
        all = Arrays.copyOfRange(all, data, all.length);
      }
    }
    head = null;
    return all;
  }

  /** Where the samples begin, -1 when that is not here yet. */
  private static int dataAt(byte[] wav) {
    for (int at = RATE_AT + Integer.BYTES; at + 2 * Integer.BYTES <= wav.length; at++) {
      if (Arrays.equals(DATA, 0, DATA.length, wav, at, at + DATA.length)) {
        return at + 2 * Integer.BYTES;
      }
    }
    return -1;
  }

  private short[] resampled(short[] samples) {
    if (rate == Pcm.RATE || samples.length == 0) {
      return samples;
    }
    Resampler own = resampler == null ? new Resampler(rate, Pcm.RATE) : resampler;
    resampler = own;
    short[] out = new short[own.maxOutput(samples.length)];
    return Arrays.copyOf(out, own.process(samples, 0, samples.length, out));
  }

  private short[] louder(short[] samples) {
    if (gain == 1) {
      return samples;
    }
    short[] louder = new short[samples.length];
    for (int i = 0; i < samples.length; i++) {
      louder[i] = (short) Math.clamp(Math.round(samples[i] * gain), Short.MIN_VALUE,
          Short.MAX_VALUE);
    }
    return louder;
  }
}
