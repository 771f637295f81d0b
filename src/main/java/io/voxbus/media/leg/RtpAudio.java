package io.voxbus.media.leg;

import io.voxbus.audio.Codec;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.Reception;
import io.voxbus.rtp.Mos;
import io.voxbus.rtp.ReportBlock;
import io.voxbus.rtp.RtcpPacket;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.sdp.Agreed;
import io.voxbus.sdp.Direction;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Audio over RTP and what RTCP says of it, both ways, whatever carries and encrypts the packets. On the media loop's
 * thread.
 */
public final class RtpAudio implements RtcpPacket.Listener {
  private static final long MILLI = 1_000_000;
  /** From 1900, where NTP begins, to 1970. */
  private static final long NTP_EPOCH_SECONDS = 2_208_988_800L;
  private static final String NAME = "voxbus";

  private final RtpConfig config;
  private final RtpScratch scratch;
  private final Carriage carriage;
  private final Consumer<MediaEvent> events;
  private final RtpInput input;
  private final RtpOutput output;
  private final String name = NAME + Long.toHexString(ThreadLocalRandom.current().nextLong());
  /** Wall clock less {@link System#nanoTime}, in nanoseconds. */
  private final long wallNanos;
  private @Nullable Agreed agreed;
  private boolean flowing;
  private long lastArrival;
  private long nextReport;
  private long packetsReported;
  private long receivedReported;
  private double roundTripMillis;
  private long sentLost;
  private long now;

  /** Carries packets, encrypting them where that was agreed. */
  public interface Carriage {
    void send(byte[] packet, int length);

    void sendControl(byte[] packet, int length);
  }

  /**
   * What may be agreed on beyond codecs.
   *
   * @param levelId    number of the header extension that tells how loud each packet is (RFC 6464); 0: none
   * @param redPayload number of packets that repeat earlier ones (RFC 2198); -1: none
   */
  public record Extensions(int levelId, int redPayload) {
    public static final Extensions NONE = new Extensions(0, -1);
  }

  public RtpAudio(RtpConfig config, RtpScratch scratch, Carriage carriage,
      Function<RtpCodec, Codec> encoders, Consumer<MediaEvent> events, long nowNanos) {
    this.config = config;
    this.scratch = scratch;
    this.carriage = carriage;
    this.events = events;
    this.input = new RtpInput(config, scratch, key -> events.accept(new MediaEvent.Dtmf(key)));
    this.output = new RtpOutput(scratch, encoders, carriage::send);
    this.wallNanos = System.currentTimeMillis() * MILLI - nowNanos;
    this.nextReport = nowNanos + interval() / 2;
  }

  public void agree(Agreed next, long nowNanos) {
    agree(next, Extensions.NONE, nowNanos);
  }

  public void agree(Agreed next, Extensions extensions, long nowNanos) {
    if (agreed == null || !agreed.direction().receives()) {
      lastArrival = nowNanos;
    }
    agreed = next;
    input.agree(next, extensions);
    output.agree(next, extensions);
  }

  /** Packets can be sent: where none are to come, that is all there is to wait for. */
  public void connected() {
    if (agreed != null && !agreed.direction().receives()) {
      flow(agreed);
    }
  }

  boolean knows(int payloadType) {
    return input.knows(payloadType);
  }

  /** A packet of RTP, decrypted, of a type that {@link #knows} or not. */
  public void arrived(RtpPacket packet, long nowNanos) {
    if (agreed == null || !input.arrived(packet, nowNanos)) {
      return;
    }
    lastArrival = nowNanos;
    flow(agreed);
  }

  private void flow(Agreed now) {
    if (!flowing) {
      flowing = true;
      events.accept(new MediaEvent.Flowing(now.sending().codec().encoding()));
    }
  }

  /** A compound packet of RTCP, decrypted. */
  public void control(byte[] bytes, int length, long nowNanos) {
    now = nowNanos;
    lastArrival = flowing ? nowNanos : lastArrival;
    RtcpPacket.read(bytes, 0, length, this);
  }

  public void poll(long nowNanos) {
    now = nowNanos;
    input.poll(nowNanos);
    watch(nowNanos);
    if (nowNanos >= nextReport && agreed != null) {
      nextReport = nowNanos + interval() / 2 + ThreadLocalRandom.current().nextLong(interval());
      report(false);
      events.accept(new MediaEvent.Quality(reception()));
    }
  }

  /** Whether packets can be sent on as they are: both sides have one codec of a byte a tick, and events or none. */
  boolean fits(RtpAudio other) {
    return agreed != null && other.agreed != null && agreed.direction() == Direction.SENDRECV
        && other.agreed.direction() == Direction.SENDRECV
        && agreed.sending().codec() == other.agreed.sending().codec()
        && agreed.sending().codec() != RtpCodec.OPUS && agreed.payloads().size() == 1
        && other.agreed.payloads().size() == 1 && tellsKeys() && other.tellsKeys();
  }

  /** Sends what comes on; null: no longer. */
  void relay(@Nullable RtpAudio to) {
    input.relay(to == null ? null : to.output);
  }

  public boolean receive(short[] frame) {
    return input.receive(frame);
  }

  boolean waiting() {
    return input.waiting();
  }

  public void send(short[] frame) {
    output.send(frame);
  }

  public void rest() {
    output.rest();
  }

  public boolean dial(String digits, int millisEach) {
    return output.dial(digits, millisEach);
  }

  public long packets() {
    return input.receiver.received();
  }

  /** Names the stream that is heard. */
  int heardSsrc() {
    return input.receiver.ssrc();
  }

  /** Lost packets that a later one has brought. */
  long repaired() {
    return input.repaired();
  }

  public boolean tellsKeys() {
    return agreed != null && agreed.receiveEvents() >= 0;
  }

  /** Says goodbye, and how it was. */
  public void close() {
    if (agreed != null) {
      report(true);
      events.accept(new MediaEvent.Quality(reception()));
    }
  }

  Reception reception() {
    RtpCodec codec = output.codec() == null
        ? RtpCodec.PCMU
        : Objects.requireNonNull(output.codec());
    long received = input.receiver.received();
    long lost = input.receiver.lost();
    double lossPercent = received + lost == 0 ? 0 : 100.0 * lost / (received + lost);
    return new Reception(codec.encoding(), received, lost, input.receiver.jitterMillis(),
        roundTripMillis, output.sender().packets(), sentLost,
        Mos.of(codec, roundTripMillis / 2 + input.delayMillis(), lossPercent));
  }

  @Override
  public void senderReport(int ssrc, long ntp, int timestamp) {
    if (ssrc == input.receiver.ssrc()) {
      input.receiver.senderReport(ntp, now);
    }
  }

  @Override
  public void report(ReportBlock block) {
    if (block.ssrc() != output.sender().ssrc()) {
      return;
    }
    sentLost = Math.max(0, block.lost());
    output.lost(block.fraction() * 100 / 256);
    if (block.lastReport() != 0) {
      long middle = (ntp(now) >> 16) & 0xFFFF_FFFFL;
      long units = (middle - block.lastReport() - block.delay()) & 0xFFFF_FFFFL;
      // A time before its cause wraps to hours.
      roundTripMillis = units > 0x10_0000 ? roundTripMillis : units * 1000.0 / 65_536;
    }
  }

  /** The end of a stream is no end of the leg: signalling tells that. */
  @Override
  public void bye(int ssrc) {}

  /** Tells when nothing has come for too long, unless nothing is to come. */
  private void watch(long nowNanos) {
    if (agreed == null || !agreed.direction().receives()) {
      lastArrival = nowNanos;
    } else if (nowNanos - lastArrival > config.rtpTimeout().millis() * MILLI) {
      lastArrival = nowNanos;
      events.accept(new MediaEvent.Vanished());
    }
  }

  private void report(boolean last) {
    long sent = output.sender().packets();
    RtcpPacket.Sent info = sent == packetsReported
        ? null
        : new RtcpPacket.Sent(ntp(now), output.sender().timestamp(), sent, output.sender().bytes());
    long received = input.receiver.received();
    ReportBlock block = received == receivedReported ? null : input.receiver.report(now);
    packetsReported = sent;
    receivedReported = received;
    carriage.sendControl(scratch.outgoing, RtcpPacket.write(scratch.outgoing,
        output.sender().ssrc(), info, block, name, last));
  }

  /** The wall clock in seconds since 1900, and 2^32nds of them. */
  private long ntp(long nowNanos) {
    long wall = wallNanos + nowNanos;
    long seconds = wall / 1_000_000_000L + NTP_EPOCH_SECONDS;
    return (seconds << 32) | (((wall % 1_000_000_000L) << 32) / 1_000_000_000L);
  }

  private long interval() {
    return config.statistics().millis() * MILLI;
  }
}
