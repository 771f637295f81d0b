package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.testing.Signals;
import io.voxbus.testing.Spectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With each library that there is: concentus always, libopus where it is installed. */
@ParameterizedClass
@MethodSource("libraries")
class OpusTest {
  private static final int RATE = 16_000;
  private static final int FRAME = RATE / 50;
  @Parameter
  private OpusLibrary library;

  static List<OpusLibrary> libraries() {
    return LibOpus.isInstalled()
        ? List.of(new Concentus(), new LibOpus())
        : List.of(new Concentus());
  }

  private Opus opus(int sampleRate) {
    return new Opus(library, sampleRate, Opus.BITRATE, Opus.COMPLEXITY);
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16_000, 24_000, 48_000})
  void aToneComesThroughAtEveryRate(int sampleRate) {
    short[] tone = Signals.sine(sampleRate, 440, -12, sampleRate / 2);
    short[] heard = decode(opus(sampleRate),
        encode(opus(sampleRate), tone, sampleRate / 50));
    short[] settled = Arrays.copyOfRange(heard, sampleRate / 10, heard.length);
    assertEquals(tone.length, heard.length);
    assertEquals(-12, Spectrum.level(settled, sampleRate, 440), 1);
    assertTrue(Spectrum.signalToNoise(settled, sampleRate, 440) > 15);
  }

  /** At 48000 Hz and 24 kbit/s the packets are hybrid ones, as from a browser; concentus alone hears nothing in them. */
  @ParameterizedTest
  @CsvSource({"8000, 48000", "8000, 16000", "16000, 24000", "16000, 48000", "48000, 8000",
      "48000, 16000",
      "48000, 24000", "24000, 16000"})
  void bothEndsMayRunAtDifferentRates(int sender, int receiver) {
    short[] heard = decode(opus(receiver),
        encode(opus(sender), Signals.sine(sender, 440, -12, sender / 2), sender / 50));
    assertEquals(receiver / 2, heard.length);
    assertEquals(-12,
        Spectrum.level(Arrays.copyOfRange(heard, receiver / 10, heard.length), receiver, 440), 1);
  }

  @Test
  void packetsKeepToTheBitrate() {
    int bytes = encode(new Opus(library, RATE, 16_000, 3), Signals.pinkNoise(-20, 5 * RATE, 1),
        FRAME)
        .stream()
        .mapToInt(packet -> packet.length).sum();
    assertEquals(5 * 16_000 / 8 * 0.9, bytes, 3000); // libopus stays below it where that is enough
  }

  @Test
  void aLostPacketIsRebuiltFromTheOneAfterIt() {
    short[] voice = voice();
    List<byte[]> packets = encode(opus(RATE), voice, FRAME);
    Opus whole = opus(RATE);
    Opus concealing = opus(RATE);
    Opus recovering = opus(RATE);
    double concealed = 0;
    double recovered = 0;
    int lost = 0;
    short[] expected = new short[FRAME];
    short[] actual = new short[FRAME];
    for (int i = 1; i < packets.size() - 1; i++) {
      byte[] packet = packets.get(i);
      byte[] next = packets.get(i + 1);
      whole.decode(packet, 0, packet.length, expected);
      if (i % 7 != 0) {
        concealing.decode(packet, 0, packet.length, actual);
        recovering.decode(packet, 0, packet.length, actual);
        continue;
      }
      assertEquals(FRAME, concealing.conceal(actual));
      concealed += Spectrum.signalToError(expected, actual);
      assertEquals(FRAME, recovering.recover(next, 0, next.length, actual));
      recovered += Spectrum.signalToError(expected, actual);
      lost++;
    }
    assertTrue(recovered / lost > concealed / lost + 2,
        recovered / lost + " dB against " + concealed / lost);
  }

  @Test
  void garbageIsRefusedAndTheNextGoodPacketDecodes() {
    List<byte[]> good = encode(opus(RATE), Signals.sine(RATE, 440, -12, RATE), FRAME);
    Opus codec = opus(RATE);
    Random random = new Random(1);
    short[] pcm = new short[Codec.MAX_SAMPLES];
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] garbage = new byte[1 + random.nextInt(200)];
      random.nextBytes(garbage);
      try {
        int samples = codec.decode(garbage, 0, garbage.length, pcm);
        assertTrue(samples >= 0 && samples <= RATE / 1000 * 120);
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, "refused " + refused);
    short[] heard = decode(codec, good);
    assertEquals(-12, Spectrum.level(Arrays.copyOfRange(heard, RATE / 2, RATE), RATE, 440), 1);
  }

  @Test
  void silenceTakesPacketsThatNeedNotBeSent() {
    short[] sound = Signals.join(Signals.join(voice(), new short[2 * RATE]), voice());
    List<byte[]> packets = encode(opus(RATE).withPauses(), sound, FRAME);
    List<byte[]> whole = encode(opus(RATE), sound, FRAME);
    int voiced = voice().length / FRAME;
    long inSilence = packets.subList(voiced, voiced + 100).stream()
        .filter(packet -> Opus.isPause(packet.length)).count();
    assertTrue(inSilence >= 80, inSilence + " of 100");
    assertEquals(0, packets.subList(0, voiced).stream()
        .filter(packet -> Opus.isPause(packet.length)).count());
    assertEquals(0, packets.subList(voiced + 102, packets.size()).stream()
        .filter(packet -> Opus.isPause(packet.length)).count());
    assertEquals(0, whole.stream().filter(packet -> Opus.isPause(packet.length)).count());
  }

  @Test
  void anEmptyPacketIsNothing() {
    assertEquals(0, opus(RATE).decode(new byte[0], 0, 0, new short[Codec.MAX_SAMPLES]));
  }

  @Test
  void refusesSettingsThatOpusDoesNotHave() {
    assertThrows(IllegalArgumentException.class, () -> new Opus(RATE, 5000, 3));
    assertThrows(IllegalArgumentException.class, () -> new Opus(RATE, 24_000, 11));
  }

  @Test
  void eachLibraryUnderstandsTheOther() {
    short[] tone = Signals.sine(RATE, 440, -12, RATE);
    for (OpusLibrary other : libraries()) {
      short[] heard = decode(new Opus(other, RATE, Opus.BITRATE, Opus.COMPLEXITY),
          encode(opus(RATE), tone, FRAME));
      assertEquals(-12, Spectrum.level(Arrays.copyOfRange(heard, RATE / 2, RATE), RATE, 440), 1);
    }
  }

  /** A browser may send all that it has until it is told what we want, and again when it is told otherwise. */
  @Test
  void theOtherEndMayChangeItsRate() {
    Opus codec = opus(RATE);
    for (int sender : new int[]{RATE, 48_000, RATE}) {
      short[] heard = decode(codec,
          encode(opus(sender), Signals.sine(sender, 440, -12, sender / 2), sender / 50));
      assertEquals(RATE / 2, heard.length, "from " + sender);
      assertEquals(-12,
          Spectrum.level(Arrays.copyOfRange(heard, RATE / 10, heard.length), RATE, 440), 1,
          "from " + sender);
    }
  }

  @Test
  void bothLibrariesHearTheSameInAVoice() {
    for (OpusLibrary other : libraries()) {
      Opus reference = new Opus(other, RATE, Opus.BITRATE, Opus.COMPLEXITY);
      List<byte[]> packets = encode(reference, voice(), FRAME);
      double same = Spectrum.signalToError(decode(reference, packets),
          decode(opus(RATE), packets));
      assertTrue(same > 40, same + " dB");
    }
  }

  @Test
  void theSameInputGivesTheSamePackets() {
    List<byte[]> one = encode(opus(RATE), voice(), FRAME);
    List<byte[]> other = encode(opus(RATE), voice(), FRAME);
    for (int i = 0; i < one.size(); i++) {
      assertArrayEquals(one.get(i), other.get(i));
    }
  }

  /** A vowel whose pitch and loudness move: redundancy is only sent for what sounds like speech. */
  private static short[] voice() {
    short[] voice = new short[3 * RATE];
    double phase = 0;
    for (int i = 0; i < voice.length; i++) {
      double seconds = (double) i / RATE;
      phase += 2 * Math.PI * (130 + 30 * Math.sin(2 * Math.PI * 2 * seconds)) / RATE;
      double sample = 0;
      for (int harmonic = 1; harmonic < 25; harmonic++) {
        sample += Math.sin(harmonic * phase) / harmonic;
      }
      voice[i] = (short) (5000 * sample * (0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * seconds)));
    }
    return voice;
  }

  private static List<byte[]> encode(Codec codec, short[] pcm, int frame) {
    List<byte[]> packets = new ArrayList<>();
    byte[] packet = new byte[Codec.MAX_BYTES];
    for (int at = 0; at + frame <= pcm.length; at += frame) {
      packets.add(
          Arrays.copyOf(packet, codec.encode(Arrays.copyOfRange(pcm, at, at + frame), packet)));
    }
    return packets;
  }

  private static short[] decode(Codec codec, List<byte[]> packets) {
    short[] pcm = new short[Codec.MAX_SAMPLES];
    short[] all = new short[0];
    for (byte[] packet : packets) {
      all = Signals.join(all, Arrays.copyOf(pcm, codec.decode(packet, 0, packet.length, pcm)));
    }
    return all;
  }
}
