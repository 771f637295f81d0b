package io.voxbus.media.leg;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.sdp.Agreed;
import io.voxbus.testing.SimulatedNetwork;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One of two parties that speak over a simulated network in virtual time. */
final class RtpParty implements RtpAudio.Carriage {
  final List<MediaEvent> events = new ArrayList<>();
  final List<byte[]> sent = new ArrayList<>();
  final RtpAudio audio;
  private final SimulatedNetwork out;
  private final SimulatedNetwork in;
  private final RtpPacket packet = new RtpPacket();
  private final short[] frame = new short[Pcm.FRAME];
  private final List<short[]> heard = new ArrayList<>();
  private long now;

  RtpParty(RtpConfig config, Agreed agreed, SimulatedNetwork out, SimulatedNetwork in) {
    this(config, agreed, RtpCodec::open, out, in);
  }

  RtpParty(RtpConfig config, Agreed agreed, Function<RtpCodec, Codec> encoders,
      SimulatedNetwork out, SimulatedNetwork in) {
    this.out = out;
    this.in = in;
    this.audio = new RtpAudio(config, new RtpScratch(), this, encoders, events::add, 0);
    audio.agree(agreed, 0);
  }

  @Override
  public void send(byte[] bytes, int length) {
    sent.add(java.util.Arrays.copyOf(bytes, length));
    out.send(bytes, length, now);
  }

  @Override
  public void sendControl(byte[] bytes, int length) {
    out.send(bytes, length, now);
  }

  /** A tick: takes in what has arrived, hears a frame, says one; null: silence. */
  void tick(long nowNanos, short[] say) {
    for (SimulatedNetwork.Arrival arrival = in.receive(nowNanos); arrival != null; arrival = in
        .receive(nowNanos)) {
      byte[] bytes = arrival.packet();
      if (RtpPacket.isControl(bytes, 0, bytes.length)) {
        audio.control(bytes, bytes.length, arrival.nanos());
      } else if (packet.read(bytes, 0, bytes.length)) {
        audio.arrived(packet, arrival.nanos());
      }
    }
    now = nowNanos;
    audio.poll(nowNanos);
    heard.add(audio.receive(frame) ? frame.clone() : new short[Pcm.FRAME]);
    if (say == null) {
      audio.rest();
    } else {
      audio.send(say);
    }
  }

  /** What was heard from one tick to another. */
  short[] heard(int from, int to) {
    short[] all = new short[(to - from) * Pcm.FRAME];
    for (int i = from; i < to; i++) {
      System.arraycopy(heard.get(i), 0, all, (i - from) * Pcm.FRAME, Pcm.FRAME);
    }
    return all;
  }

  int ticks() {
    return heard.size();
  }

  String keys() {
    StringBuilder keys = new StringBuilder();
    events.forEach(event -> {
      if (event instanceof MediaEvent.Dtmf dtmf) {
        keys.append(dtmf.digit());
      }
    });
    return keys.toString();
  }

  byte[] payloads() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    sent.forEach(bytes -> all.write(bytes, RtpPacket.HEADER, bytes.length - RtpPacket.HEADER));
    return all.toByteArray();
  }
}
