package io.voxbus.media.leg;

import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.rtp.ControlLatch;
import io.voxbus.rtp.RtcpPacket;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.SourceLatch;
import io.voxbus.rtp.Srtp;
import io.voxbus.sdp.Agreed;
import io.voxbus.sdp.Crypto;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A telephone: RTP and RTCP on two ports, or one, of this node. On the media loop's thread. */
public final class RtpLeg implements Leg, RtpAudio.Carriage {
  /** Packets of strangers that are looked at in one go: more wait for the next turn of the loop. */
  private static final int MOST_STRANGERS = 16;
  private static final Logger LOG = LoggerFactory.getLogger(RtpLeg.class);

  private final ChannelLoop loop;
  private final Ports ports;
  private final Ports.Pair pair;
  private final RtpScratch scratch;
  private final RtpAudio audio;
  private final SourceLatch latch;
  private final ControlLatch reporters = new ControlLatch();
  private final RtpPacket packet = new RtpPacket();
  private @Nullable Agreed agreed;
  private @Nullable Srtp outgoing;
  private @Nullable Srtp incoming;
  private boolean closed;
  private long refused;

  /** What all legs of a loop have in common. */
  public record Ground(ChannelLoop loop, Ports ports, RtpConfig config, RtpScratch scratch) {}

  public RtpLeg(Ground ground, Ports.Pair pair, Consumer<MediaEvent> events) {
    this.loop = ground.loop;
    this.ports = ground.ports;
    this.pair = pair;
    this.scratch = ground.scratch;
    this.latch = new SourceLatch(ground.config.nat() == RtpConfig.Nat.LEARN);
    this.audio = new RtpAudio(ground.config, scratch, this, RtpCodec::open, events,
        System.nanoTime());
  }

  /** Begins to listen. */
  public void open() throws IOException {
    loop.watch(pair.rtp(), this::readable);
    loop.watch(pair.rtcp(), this::readable);
  }

  /** Takes over what the two sides have agreed on, at first or anew. */
  public void agree(Agreed next) {
    Agreed before = agreed;
    agreed = next;
    outgoing = key(before == null ? null : before.outgoing(), next.outgoing(), outgoing, true);
    incoming = key(before == null ? null : before.incoming(), next.incoming(), incoming, false);
    Agreed.Remote remote = next.remote();
    latch.announce(remote == null ? null : remote.rtp());
    reporters.announce(remote == null ? null : remote.rtp(),
        remote == null || next.mux() ? null : remote.rtcp());
    audio.agree(next, System.nanoTime());
  }

  @Override
  public void poll() {
    audio.poll(System.nanoTime());
  }

  @Override
  public boolean receive(short[] frame) {
    return audio.receive(frame);
  }

  @Override
  public int waiting() {
    return 0;
  }

  @Override
  public void send(short[] frame) {
    audio.send(frame);
  }

  @Override
  public void rest() {
    audio.rest();
  }

  @Override
  public boolean tellsKeys() {
    return audio.tellsKeys();
  }

  @Override
  public boolean dial(String digits, int millisEach) {
    return audio.dial(digits, millisEach);
  }

  @Override
  public boolean relay(@Nullable Leg to) {
    RtpLeg next = to instanceof RtpLeg other && audio.fits(other.audio) ? other : null;
    audio.relay(next == null ? null : next.audio);
    return next != null;
  }

  /** Packets that were dropped: of strangers, forged, repeated, of no agreed type or none at all. */
  public long refused() {
    return refused + latch.dropped();
  }

  @Override
  public void close() {
    if (!closed) {
      audio.close();
      closed = true;
      if (refused() > 0) {
        LOG.atInfo().addKeyValue("port", pair.port()).addKeyValue("strangers", latch.dropped())
            .addKeyValue("unusable", refused).log("packets dropped");
      }
      loop.close(pair.rtp());
      loop.close(pair.rtcp());
      ports.free();
    }
  }

  @Override
  public void send(byte[] bytes, int length) {
    InetSocketAddress to = latch.target();
    int ready = outgoing == null ? length : outgoing.protect(bytes, length);
    if (to != null && ready > 0) {
      write(pair.rtp(), bytes, ready, to);
    }
  }

  @Override
  public void sendControl(byte[] bytes, int length) {
    boolean mux = agreed != null && agreed.mux();
    InetSocketAddress to = mux ? latch.target() : reporters.target();
    if (to == null || latch.target() == null) {
      return;
    }
    int ready = outgoing == null ? length : outgoing.protectControl(bytes, length);
    if (ready > 0) {
      write(mux ? pair.rtp() : pair.rtcp(), bytes, ready, to);
    }
  }

  private void write(DatagramChannel channel, byte[] bytes, int length, InetSocketAddress to) {
    ByteBuffer out = scratch.out;
    out.clear().put(bytes, 0, length).flip();
    try {
      channel.send(out, to);
    } catch (IOException | RuntimeException e) {
      refused++; // an unreachable peer is silence, and silence has its timeout
    }
  }

  /** Takes one packet that counts; the next one waits for the loop's next turn, so that no call holds up others. */
  private void readable(DatagramChannel channel, long nowNanos) {
    try {
      for (int i = 0; i < MOST_STRANGERS; i++) {
        scratch.in.clear();
        SocketAddress from = channel.receive(scratch.in);
        if (from == null || read((InetSocketAddress) from, nowNanos)) {
          return;
        }
      }
    } catch (IOException e) {
      refused++; // ICMP from a peer that is not listening yet
    }
  }

  private boolean read(InetSocketAddress from, long nowNanos) {
    int length = scratch.in.flip().remaining();
    byte[] bytes = scratch.incoming;
    scratch.in.get(bytes, 0, length);
    if (agreed == null) {
      return false;
    }
    return RtpPacket.isControl(bytes, 0, length)
        ? readControl(from, bytes, length, nowNanos)
        : readMedia(from, bytes, length, nowNanos);
  }

  private boolean readMedia(InetSocketAddress from, byte[] bytes, int length, long nowNanos) {
    if (!latch.mayAccept(from)) {
      return false;
    }
    int plain = incoming == null ? length : incoming.unprotect(bytes, length);
    boolean good = plain >= 0 && packet.read(bytes, 0, plain)
        && audio.knows(packet.payloadType());
    if (!good || !latch.accepts(from, packet, nowNanos)) {
      refused += good ? 0 : 1;
      return false;
    }
    audio.arrived(packet, nowNanos);
    return true;
  }

  private boolean readControl(InetSocketAddress from, byte[] bytes, int length, long nowNanos) {
    InetSocketAddress source = latch.target();
    boolean known = length >= 8 && reporters.mayAccept(from, source);
    int plain = !known || incoming == null ? length : incoming.unprotectControl(bytes, length);
    if (!known || plain < 0
        || !reporters.accepts(from, source, RtcpPacket.sender(bytes) == audio.heardSsrc())) {
      refused++;
      return false;
    }
    audio.control(bytes, plain, nowNanos);
    return true;
  }

  private static @Nullable Srtp key(@Nullable Crypto before, @Nullable Crypto now,
      @Nullable Srtp inUse, boolean sending) {
    if (now == null) {
      return null;
    }
    return inUse != null && Objects.equals(before, now)
        ? inUse
        : new Srtp(now.suite(), now.key(), sending);
  }
}
