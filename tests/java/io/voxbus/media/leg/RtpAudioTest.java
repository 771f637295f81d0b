package io.voxbus.media.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Opus;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Tone;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.Reception;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.sdp.Agreed;
import io.voxbus.sdp.Direction;
import io.voxbus.sdp.Payload;
import io.voxbus.testing.SimulatedNetwork;
import io.voxbus.testing.SimulatedNetwork.Path;
import io.voxbus.testing.Spectrum;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two parties and a network between them, in virtual time; what is heard is checked as audio. */
class RtpAudioTest {
  private static final long TICK = 20_000_000;
  private static final double HZ = 440;
  private final RtpConfig config = config();
  private RtpParty caller;
  private RtpParty callee;
  private long now;

  @ParameterizedTest
  @CsvSource({"PCMU,20", "PCMA,20", "G722,20", "OPUS,20", "PCMU,10", "PCMA,30", "G722,60",
      "PCMU,40"})
  void aToneIsHeardInEachCodecAndPacketLength(RtpCodec codec, int ptime) {
    connect(codec, ptime, Path.PERFECT);
    sayTone(100);
    assertEquals(-12, Spectrum.level(callee.heard(50, 100), Pcm.RATE, HZ), 1.5);
    assertTrue(Spectrum.signalToNoise(callee.heard(50, 100), Pcm.RATE, HZ) > 20);
    assertEquals(0, reception().lost());
  }

  @ParameterizedTest
  @CsvSource({"PCMU,0,40,60,0", "G722,0.03,30,80,0.1", "OPUS,0.05,50,40,0.05", "PCMA,0.1,20,20,0"})
  void aToneSurvivesWhatNetworksDo(RtpCodec codec, double loss, double delay, double jitter,
      double doubled) {
    connect(codec, 20, new Path(loss, delay, jitter, doubled));
    sayTone(400);
    assertEquals(-12, Spectrum.level(callee.heard(300, 400), Pcm.RATE, HZ), 2.5);
    assertTrue(Spectrum.signalToNoise(callee.heard(300, 400), Pcm.RATE, HZ) > 3);
  }

  @Test
  void packetsFollowEachOtherThroughSilenceWithoutAGap() {
    connect(RtpCodec.PCMU, 20, Path.PERFECT);
    sayTone(10);
    say(null, 10);
    sayTone(10);
    RtpPacket packet = new RtpPacket();
    assertEquals(30, caller.sent.size());
    packet.read(caller.sent.get(0), 0, 172);
    int sequence = packet.sequence();
    int timestamp = packet.timestamp();
    for (int i = 0; i < 30; i++) {
      packet.read(caller.sent.get(i), 0, 172);
      assertEquals(List.of((sequence + i) & 0xFFFF, timestamp + 160 * i, i == 0),
          List.of(packet.sequence(), packet.timestamp(), packet.marker()));
    }
  }

  @Test
  void keysGoAsEventsAndComeOnce() {
    connect(RtpCodec.G722, 20, new Path(0.2, 20, 30, 0.2));
    caller.audio.dial("159*0#", 100);
    say(null, 150);
    assertEquals("159*0#", callee.keys());
    assertTrue(callee.audio.tellsKeys());
  }

  @Test
  void withoutEventsAgreedKeysAreLeftToTheAudio() {
    connect(RtpCodec.PCMU, 20, Path.PERFECT);
    caller.audio.agree(agreed(RtpCodec.PCMU, 20, -1, Direction.SENDRECV), now);
    assertFalse(caller.audio.dial("1", 100));
    assertFalse(caller.audio.tellsKeys());
  }

  @Test
  void whatWasNotAgreedIsNotHeard() {
    connect(RtpCodec.PCMU, 20, Path.PERFECT);
    callee.audio.agree(agreed(RtpCodec.PCMA, 20, -1, Direction.SENDRECV), now);
    sayTone(50);
    assertEquals(0, callee.audio.packets());
    assertEquals(List.of(), callee.events);
  }

  @Test
  void audioFlowsOnceAndItsQualityIsToldFromTimeToTimeAndAtTheEnd() {
    connect(RtpCodec.PCMU, 20, new Path(0.02, 25, 10, 0));
    sayTone(1500);
    callee.audio.close();
    assertEquals(new MediaEvent.Flowing("PCMU"), callee.events.get(0));
    List<Reception> told = callee.events.stream()
        .filter(MediaEvent.Quality.class::isInstance)
        .map(event -> ((MediaEvent.Quality) event).reception()).toList();
    assertTrue(told.size() >= 4, told.toString());
    Reception last = told.get(told.size() - 1);
    assertEquals(1500, last.packets() + last.lost(), 5);
    assertEquals(30, last.lost(), 20);
    assertEquals(60, last.roundTripMillis(), 25);
    assertEquals(3, last.jitterMillis(), 3);
    assertTrue(last.mos() > 3.5 && last.mos() < 4.45, last.toString());
    assertTrue(last.sent() >= 1500 && last.sentLost() > 0, last.toString());
  }

  @Test
  void onHoldNothingIsSentAndNobodyCountsAsGone() {
    connect(RtpCodec.PCMU, 20, Path.PERFECT);
    sayTone(10);
    callee.audio.agree(agreed(RtpCodec.PCMU, 20, 101, Direction.INACTIVE), now);
    caller.audio.agree(agreed(RtpCodec.PCMU, 20, 101, Direction.INACTIVE), now);
    int before = caller.sent.size();
    say(null, 4000);
    assertEquals(before, caller.sent.size());
    assertFalse(callee.events.contains(new MediaEvent.Vanished()));
    caller.audio.agree(agreed(RtpCodec.PCMU, 20, 101, Direction.SENDRECV), now);
    say(null, 1);
    RtpPacket packet = new RtpPacket();
    packet.read(caller.sent.get(before), 0, 172);
    assertTrue(packet.marker());
  }

  @Test
  void whoSendsNothingForTooLongHasVanished() {
    connect(RtpCodec.PCMU, 20, new Path(1, 0, 0, 0));
    say(null, 2999);
    assertFalse(callee.events.contains(new MediaEvent.Vanished()));
    say(null, 5);
    assertTrue(callee.events.contains(new MediaEvent.Vanished()));
  }

  @Test
  void aStreamThatIsReplacedGoesOn() {
    connect(RtpCodec.PCMU, 20, Path.PERFECT);
    sayTone(50);
    SimulatedNetwork there = new SimulatedNetwork(Path.PERFECT, 3);
    RtpParty other = new RtpParty(config, agreed(RtpCodec.PCMU, 20, 101, Direction.SENDRECV), there,
        new SimulatedNetwork(Path.PERFECT, 4));
    Tone tone = Tone.sine(1000, -12);
    short[] frame = new short[Pcm.FRAME];
    RtpPacket packet = new RtpPacket();
    for (int i = 0; i < 60; i++) {
      tone.fill(frame);
      other.tick(now, frame);
      packet.read(other.sent.get(i), 0, 172);
      callee.audio.arrived(packet, now);
      callee.tick(now, null);
      now += TICK;
    }
    assertEquals(-12, Spectrum.level(callee.heard(80, 110), Pcm.RATE, 1000), 1.5);
  }

  @Test
  void whereMuchIsLostPacketsRepeatEachOtherAndMostOfItIsNotMissed() {
    connect(RtpCodec.OPUS, 20, new Path(0.15, 40, 10, 0));
    Agreed agreed = agreed(RtpCodec.OPUS, 20, 101, Direction.SENDRECV);
    caller.audio.agree(agreed, new RtpAudio.Extensions(1, 63), now);
    callee.audio.agree(agreed, new RtpAudio.Extensions(1, 63), now);
    sayTone(1000);
    long lost = reception().lost();
    long repaired = callee.audio.repaired();
    assertTrue(lost > 100 && repaired > lost / 2, repaired + " of " + lost);
    assertTrue(Spectrum.signalToNoise(callee.heard(500, 600), Pcm.RATE, HZ) > 10);
  }

  @Test
  void withoutLossNothingIsRepeated() {
    connect(RtpCodec.OPUS, 20, Path.PERFECT);
    Agreed agreed = agreed(RtpCodec.OPUS, 20, 101, Direction.SENDRECV);
    caller.audio.agree(agreed, new RtpAudio.Extensions(0, 63), now);
    sayTone(600);
    assertEquals(Set.of(111), caller.sent.stream().map(packet -> packet[1] & 0x7F)
        .collect(Collectors.toSet()));
  }

  @Test
  void silenceIsLeftOutWhereThatIsWantedAndNothingOfItIsMissed() {
    SimulatedNetwork there = new SimulatedNetwork(new Path(0, 40, 20, 0), 1);
    SimulatedNetwork back = new SimulatedNetwork(Path.PERFECT, 2);
    Agreed agreed = agreed(RtpCodec.OPUS, 20, 101, Direction.SENDRECV);
    Counting encoder = new Counting(new Opus(Pcm.RATE).withPauses());
    caller = new RtpParty(config, agreed, codec -> encoder, there, back);
    callee = new RtpParty(config, agreed, back, there);
    sayTone(100);
    say(null, 500);
    int pause = caller.sent.size() - 100;
    sayTone(100);
    assertTrue(pause >= 20 && pause < 80, pause + " packets of 500");
    assertTrue(encoder.frames < 100 + 80 + 100, encoder.frames + " frames were encoded");
    RtpPacket packet = new RtpPacket();
    packet.read(caller.sent.getFirst(), 0, caller.sent.getFirst().length);
    int first = packet.timestamp();
    packet.read(caller.sent.getLast(), 0, caller.sent.getLast().length);
    assertEquals(699 * 960, packet.timestamp() - first);
    assertEquals(0, reception().lost());
    assertTrue(Spectrum.level(callee.heard(300, 600), Pcm.RATE, HZ) < -60);
    assertEquals(-12, Spectrum.level(callee.heard(630, 690), Pcm.RATE, HZ), 1.5);
  }

  private static final class Counting implements Codec {
    final Codec codec;
    int frames;

    Counting(Codec codec) {
      this.codec = codec;
    }

    @Override
    public int sampleRate() {
      return codec.sampleRate();
    }

    @Override
    public int decode(byte[] packet, int offset, int length, short[] out) {
      return codec.decode(packet, offset, length, out);
    }

    @Override
    public int encode(short[] frame, byte[] out) {
      frames++;
      return codec.encode(frame, out);
    }
  }

  @Test
  void aCodecMayChangeInMidCall() {
    connect(RtpCodec.PCMU, 20, Path.PERFECT);
    sayTone(50);
    caller.audio.agree(agreed(RtpCodec.OPUS, 20, 101, Direction.SENDRECV), now);
    callee.audio.agree(agreed(RtpCodec.OPUS, 20, 101, Direction.SENDRECV), now);
    sayTone(100);
    assertEquals(-12, Spectrum.level(callee.heard(110, 150), Pcm.RATE, HZ), 1.5);
  }

  private void connect(RtpCodec codec, int ptime, Path path) {
    SimulatedNetwork there = new SimulatedNetwork(path, 1);
    SimulatedNetwork back = new SimulatedNetwork(path, 2);
    Agreed agreed = agreed(codec, ptime, 101, Direction.SENDRECV);
    caller = new RtpParty(config, agreed, there, back);
    callee = new RtpParty(config, agreed, back, there);
  }

  private final Tone tone = Tone.sine(HZ, -12);

  private void sayTone(int ticks) {
    short[] frame = new short[Pcm.FRAME];
    for (int i = 0; i < ticks; i++) {
      tone.fill(frame);
      say(frame.clone(), 1);
    }
  }

  private void say(short[] frame, int ticks) {
    for (int i = 0; i < ticks; i++) {
      caller.tick(now, frame);
      callee.tick(now + TICK / 5, null);
      now += TICK;
    }
  }

  private Reception reception() {
    return callee.audio.reception();
  }

  static Agreed agreed(RtpCodec codec, int ptime, int events, Direction direction) {
    InetSocketAddress where = new InetSocketAddress("192.0.2.1", 4000);
    return new Agreed(List.of(new Payload(codec, codec.payload(), codec.payload())), events, events,
        new Agreed.Remote(where, where), true, direction, ptime, null, null);
  }

  static RtpConfig config() {
    return new RtpConfig("127.0.0.1", null, "::1", null, 0, 0, null, null, null, null, null, null,
        0);
  }
}
