package io.voxbus.media.leg.webrtc;

import io.voxbus.audio.Codec;
import io.voxbus.dtls.SrtpKeys;
import io.voxbus.ice.PacketKind;
import io.voxbus.media.leg.ChannelLoop;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.leg.RtpAudio;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.media.leg.RtpScratch;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.Srtp;
import io.voxbus.sdp.Agreed;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A browser: RTP under ICE and DTLS. It runs on the media loop; what arrives comes from the port's thread by a ring,
 * and a handshake ends on a thread of its own.
 */
final class WebRtcLeg
    implements
      Leg,
      RtpAudio.Carriage,
      IceTransport.Listener,
      DtlsLink.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(WebRtcLeg.class);
  private static final String SENDER = "webrtc";
  private static final int TIMEOUT = 408;
  private static final int FAILED = 502;

  private final ChannelLoop loop;
  private final Consumer<MediaEvent> events;
  private final RtpAudio audio;
  private final ArrivalRing arrived = new ArrivalRing();
  private final ArrivalRing.Reader reader = this::read;
  private final RtpPacket packet = new RtpPacket();
  private final long openedNanos = System.nanoTime();
  private final long handshakeNanos;
  private final SrtpProgress progress;
  private volatile @Nullable IceTransport ice;
  private volatile @Nullable DtlsLink dtls;
  private @Nullable Srtp outgoing;
  private @Nullable Srtp incoming;
  private boolean over;
  /** Whether ICE has found a way. */
  private volatile boolean found;
  /** Of the port's thread: whether the client has begun a handshake with us. */
  private boolean shakes;
  /** Whether the client was another node's before, and has not been heard of here. */
  private boolean awaited;
  private long refused;

  /** What a leg tells, and where it runs. */
  record Ground(ChannelLoop loop, RtpConfig config, RtpScratch scratch,
      Consumer<MediaEvent> events) {}

  /** @param encoders makes what encodes a codec */
  WebRtcLeg(Ground ground, Function<RtpCodec, Codec> encoders, long handshakeMillis) {
    this.loop = ground.loop;
    this.events = ground.events;
    this.audio = new RtpAudio(ground.config, ground.scratch, this, encoders, ground.events,
        openedNanos);
    this.progress = new SrtpProgress(secured -> ground.events.accept(
        new MediaEvent.Secured(secured)));
    this.handshakeNanos = TimeUnit.MILLISECONDS.toNanos(handshakeMillis);
  }

  /** Before anything arrives. */
  void open(IceTransport transport, DtlsLink link) {
    ice = transport;
    dtls = link;
  }

  /** The client was another node's before; it has keys already, unless {@code by} is null. */
  void goOn(Carrier.@Nullable Secured by) {
    awaited = true;
    if (by != null) {
      outgoing = SrtpProgress.sending(by);
      incoming = SrtpProgress.receiving(by);
      progress.goOn(by);
    }
  }

  void agree(Agreed agreed, RtpAudio.Extensions extensions) {
    audio.agree(agreed, extensions, System.nanoTime());
    if (ready()) {
      audio.connected();
    }
  }

  @Override
  public void poll() {
    long now = System.nanoTime();
    arrived.drain(reader);
    audio.poll(now);
    if (!ready() && !over && now - openedNanos > handshakeNanos) {
      lose(TIMEOUT, "ICE and DTLS were not up after "
          + TimeUnit.NANOSECONDS.toMillis(handshakeNanos) + " ms");
    }
  }

  @Override
  public boolean ready() {
    return outgoing != null && found;
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

  /** Packets that were dropped: forged, repeated, before there were keys, or too many at once. */
  long refused() {
    return refused + arrived.dropped();
  }

  @Override
  public void close() {
    end();
    Objects.requireNonNull(dtls).close(Objects.requireNonNull(ice)::close);
  }

  @Override
  public void part() {
    end();
    Objects.requireNonNull(dtls).part(Objects.requireNonNull(ice)::close);
  }

  private void end() {
    over = true;
    audio.close();
    if (refused() > 0) {
      LOG.atInfo().addKeyValue("packets", refused()).log("refused packets of a WebRTC client");
    }
  }

  @Override
  public void send(byte[] bytes, int length) {
    Srtp keys = outgoing;
    if (keys != null) {
      deliver(bytes, keys.protect(bytes, length));
    }
  }

  @Override
  public void sendControl(byte[] bytes, int length) {
    Srtp keys = outgoing;
    if (keys != null) {
      deliver(bytes, keys.protectControl(bytes, length));
    }
  }

  @Override
  public void connected() {
    if (!found) {
      found = true; // the browser begins the handshake now, if there was none before
      loop.execute(this::reached);
    }
  }

  /** The client is here, and encrypts as we do: once, if it was another node's before. */
  private void reached() {
    if (ready() && !over) {
      audio.connected();
      if (awaited) {
        awaited = false;
        events.accept(new MediaEvent.Reached());
      }
    }
  }

  /** On the port's thread. */
  @Override
  public void arrived(byte[] bytes, int length, long nowNanos) {
    DtlsLink link = dtls;
    if (PacketKind.of(bytes, length) != PacketKind.DTLS) {
      arrived.offer(bytes, length, nowNanos);
    } else if (link != null && (shakes || DtlsLink.begins(bytes, length))) {
      shakes = true; // what belongs to a handshake with another node is of no use here
      link.arrived(bytes, length);
    }
  }

  @Override
  public void silent() {
    loop.execute(() -> lose(TIMEOUT, "the client has not been heard from"));
  }

  @Override
  public void secured(SrtpKeys keys) {
    Carrier.Secured by = SrtpProgress.of(keys);
    Srtp out = SrtpProgress.sending(by);
    Srtp in = SrtpProgress.receiving(by);
    loop.execute(() -> {
      outgoing = out;
      incoming = in;
      progress.begin(by);
      reached();
    });
  }

  @Override
  public void failed(String reason) {
    loop.execute(() -> {
      if (outgoing == null) { // one that has keys goes on with them
        lose(FAILED, reason);
      }
    });
  }

  @Override
  public void ended() {
    loop.execute(() -> {
      if (!over) {
        over = true;
        events.accept(new MediaEvent.Left());
      }
    });
  }

  private void deliver(byte[] bytes, int length) {
    IceTransport transport = ice;
    if (length > 0 && transport != null) {
      transport.send(bytes, 0, length);
    }
  }

  private void read(byte[] bytes, int length, long arrivedNanos) {
    Srtp keys = incoming;
    if (keys == null) {
      refused++;
    } else if (RtpPacket.isControl(bytes, 0, length)) {
      readControl(bytes, keys.unprotectControl(bytes, length), arrivedNanos);
    } else {
      readMedia(bytes, keys.unprotect(bytes, length), arrivedNanos);
    }
  }

  private void readMedia(byte[] bytes, int length, long arrivedNanos) {
    if (length < 0 || !packet.read(bytes, 0, length)) {
      refused++;
    } else {
      audio.arrived(packet, arrivedNanos);
      progress.follow(Objects.requireNonNull(incoming), arrivedNanos);
    }
  }

  private void readControl(byte[] bytes, int length, long arrivedNanos) {
    if (length < 0) {
      refused++;
    } else {
      audio.control(bytes, length, arrivedNanos);
    }
  }

  /** The client is gone, once. */
  private void lose(int code, String reason) {
    if (!over) {
      over = true;
      events.accept(new MediaEvent.Failed(SENDER, code, reason));
      events.accept(new MediaEvent.Vanished());
    }
  }
}
