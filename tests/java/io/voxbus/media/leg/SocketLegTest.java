package io.voxbus.media.leg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.audio.G711;
import io.voxbus.audio.Pcm;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SocketAudio;
import java.time.Duration;
import io.voxbus.testing.Spectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Audio on WebSockets: frames of any size in, 20 ms out. */
@ExtendWith(VertxExtension.class)
@Timeout(10_000)
class SocketLegTest {
  private static final MediaFormat PCM = new MediaFormat("pcm", 16_000, 16_000);

  private final short[] frame = new short[Pcm.FRAME];
  private Vertx vertx;
  private Bus bus;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    bus = new Bus(vertx, "n1", call -> Future.failedFuture("none"), Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 160, 639, 640, 641, 1_000, 2_000, 6_400, 64_000})
  void framesOfAnySizeBecomeFramesOfTwentyMilliseconds(int bytes) {
    SocketLeg leg = leg(PCM, "k1");
    byte[] sent = new byte[64_000];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i * 31 + i / 251);
    }
    short[] received = new short[32_000];
    int samples = 0;
    for (int at = 0; at < sent.length; at += bytes) {
      leg.arrive(new SocketAudio("k1",
          Arrays.copyOfRange(sent, at, Math.min(sent.length, at + bytes))));
      leg.poll();
      while (leg.receive(frame)) {
        System.arraycopy(frame, 0, received, samples, frame.length);
        samples += frame.length;
      }
    }
    assertEquals(32_000, samples);
    assertArrayEquals(shorts(sent), received);
    assertEquals(0, leg.lost());
  }

  @Test
  void lessThanTwentyMillisecondsWait() {
    SocketLeg leg = leg(PCM, "k1");
    arrive(leg, "k1", new byte[638]);
    assertEquals(List.of(false, 0), List.of(leg.receive(frame), leg.waiting()));
    arrive(leg, "k1", new byte[642 + 640]);
    assertEquals(3, leg.waiting());
  }

  @Test
  void twoClientsAreMixedAndOneIsHeardAlone() {
    SocketLeg leg = leg(PCM, "k1", "k2");
    arrive(leg, "k1", filled(1_000));
    arrive(leg, "k2", filled(30));
    arrive(leg, "k2", filled(40));
    leg.receive(frame);
    assertArrayEquals(shorts(filled(1_030)), frame);
    leg.receive(frame);
    assertArrayEquals(shorts(filled(40)), frame);
    assertEquals(false, leg.receive(frame));
  }

  @Test
  void whatIsTooLoudStaysAtTheLimit() {
    SocketLeg leg = leg(PCM, "k1", "k2");
    arrive(leg, "k1", filled(30_000));
    arrive(leg, "k2", filled(30_000));
    leg.receive(frame);
    assertArrayEquals(shorts(filled(32_767)), frame);
  }

  @Test
  void whoIsNotInTheCallIsNotHeard() {
    SocketLeg leg = leg(PCM, "k1");
    arrive(leg, "stranger", filled(7));
    assertEquals(false, leg.receive(frame));
    leg.leave("k1");
    arrive(leg, "k1", filled(7));
    assertEquals(false, leg.receive(frame));
  }

  @Test
  void aPacketThatCannotBeDecodedIsCountedAndForgotten() {
    SocketLeg leg = leg(new MediaFormat("opus", 16_000, 16_000), "k1");
    arrive(leg, "k1", new byte[]{(byte) 0xff, (byte) 0xff, 1, 2, 3});
    assertEquals(false, leg.receive(frame));
    assertEquals(1, leg.lost());
    arrive(leg, "k1", new byte[0]);
    assertEquals(false, leg.receive(frame));
  }

  @ParameterizedTest
  @CsvSource({"pcm, 8000, 320", "pcm, 24000, 960", "pcm, 48000, 1920", "pcmu, 16000, 160",
      "pcma, 16000, 160", "g722, 16000, 160"})
  void aSecondInIsASecondHeardWhateverTheCodec(String codec, int rate, int frameBytes) {
    SocketLeg leg = leg(new MediaFormat(codec, rate, rate), "k1");
    arrive(leg, "k1", new byte[50 * frameBytes]);
    int frames = 0;
    while (leg.receive(frame)) {
      frames++;
    }
    assertEquals(50, frames, 1);
  }

  @ParameterizedTest
  @CsvSource({"pcm, 8000, 320", "pcm, 16000, 640", "pcm, 48000, 1920", "pcmu, 16000, 160",
      "g722, 16000, 160"})
  void twentyMillisecondsGoToEveryClientInOneFrame(String codec, int rate, int frameBytes,
      VertxTestContext test) {
    SocketLeg leg = leg(new MediaFormat(codec, rate, rate), "k1", "k2");
    List<String> received = new ArrayList<>();
    Context one = vertx.getOrCreateContext();
    one.runOnContext(go -> {
      for (String socket : List.of("k1", "k2")) {
        bus.receive(Addresses.socketAudio(socket, "n1"), audio -> {
          received.add(audio.socketId() + " " + audio.payload().length);
          if (received.size() == 20) {
            test.verify(() -> {
              String size = " " + frameBytes;
              assertEquals(10, received.stream().filter(("k1" + size)::equals).count());
              assertEquals(10, received.stream().filter(("k2" + size)::equals).count());
            });
            test.completeNow();
          }
        });
      }
      for (int i = 0; i < 12; i++) { // two more: a resampler holds back its delay
        leg.send(frame);
      }
    });
  }

  @Test
  void whatIsSentIsWhatIsHeard(VertxTestContext test) {
    SocketLeg leg = leg(new MediaFormat("pcm", 16_000, 16_000), "k1");
    bus.receive(Addresses.socketAudio("k1", "n1"), audio -> {
      test.verify(() -> assertArrayEquals(filled(77), audio.payload()));
      test.completeNow();
    });
    Arrays.fill(frame, (short) 77);
    leg.send(frame);
    Arrays.fill(frame, (short) 0);
  }

  @Test
  void muLawIsDecodedAtEightKilohertzAndHeardAtSixteen() {
    SocketLeg leg = leg(new MediaFormat("pcmu", 16_000, 16_000), "k1");
    short[] tone = new short[1_600];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (short) (8_000 * Math.sin(2 * Math.PI * 437 * i / 8_000));
    }
    byte[] encoded = new byte[tone.length];
    byte[] packet = new byte[160];
    for (int at = 0; at < tone.length; at += 160) {
      G711.MU_LAW.encode(Arrays.copyOfRange(tone, at, at + 160), packet);
      System.arraycopy(packet, 0, encoded, at, 160);
    }
    arrive(leg, "k1", encoded);
    short[] heard = new short[9 * Pcm.FRAME];
    for (int at = 0; at < heard.length && leg.receive(frame); at += Pcm.FRAME) {
      System.arraycopy(frame, 0, heard, at, Pcm.FRAME);
    }
    short[] steady = Arrays.copyOfRange(heard, Pcm.FRAME, heard.length);
    assertEquals(-12.2, Spectrum.level(steady, Pcm.RATE, 437), 0.5, "dBFS of the tone");
  }

  private SocketLeg leg(MediaFormat format, String... sockets) {
    SocketLeg leg = new SocketLeg(bus, format, new SocketLeg.Scratch());
    Arrays.stream(sockets).forEach(socket -> leg.join(socket, "n1"));
    return leg;
  }

  private static void arrive(SocketLeg leg, String socket, byte[] payload) {
    leg.arrive(new SocketAudio(socket, payload));
    leg.poll();
  }

  /** A frame of one value. */
  private static byte[] filled(int value) {
    byte[] bytes = new byte[2 * Pcm.FRAME];
    for (int i = 0; i < bytes.length; i += 2) {
      bytes[i] = (byte) value;
      bytes[i + 1] = (byte) (value >> 8);
    }
    return bytes;
  }

  private static short[] shorts(byte[] bytes) {
    short[] samples = new short[bytes.length / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) ((bytes[2 * i] & 0xff) | (bytes[2 * i + 1] << 8));
    }
    return samples;
  }
}
