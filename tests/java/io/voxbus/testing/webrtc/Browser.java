package io.voxbus.testing.webrtc;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Resampler;
import io.voxbus.dtls.Fingerprint;
import io.voxbus.dtls.Handshake;
import io.voxbus.dtls.Identity;
import io.voxbus.dtls.SrtpKeys;
import io.voxbus.dtls.SrtpProfile;
import io.voxbus.dtls.Terms;
import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.ice.PacketKind;
import io.voxbus.ice.StunMessage;
import io.voxbus.ice.StunWriter;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.Srtp;
import io.voxbus.rtp.SrtpSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A WebRTC client of our own, with what a browser has of ICE, DTLS, SRTP and RTP: it controls, checks one address of
 * the server's and nominates it.
 */
public final class Browser implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int CHECK_MILLIS = 50;
  private static final int PATIENCE_SECONDS = 20;
  private static final int MOST_BYTES = 2048;

  private final RtpCodec codec;
  private final int eventsClock;
  private final Identity identity = Identity.create();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final CompletableFuture<SrtpKeys> secured = new CompletableFuture<>();
  private final BlockingQueue<short[]> heard = new LinkedBlockingQueue<>();
  private final Mouth mouth;
  private final Codec decoder;
  private final @Nullable Resampler resampler;
  private final RtpPacket packet = new RtpPacket();
  private final short[] decoded = new short[Codec.MAX_SAMPLES];
  private volatile DatagramChannel channel = open();
  private volatile Credentials ours = Credentials.random();
  private volatile @Nullable Remote remote;
  private @Nullable Handshake handshake;
  private volatile @Nullable Srtp outgoing;
  private volatile @Nullable Srtp incoming;
  private volatile byte @Nullable [] lastSent;
  private volatile SrtpProfile[] profiles = SrtpProfile.values();
  private boolean shaking;

  private record Remote(Credentials credentials, InetSocketAddress address) {}

  /** @param eventsClock Hz of the telephone events it offers */
  public Browser(RtpCodec codec, int eventsClock) {
    this.codec = codec;
    this.eventsClock = eventsClock;
    this.mouth = new Mouth(codec, eventsClock, this::protect);
    this.decoder = codec.open();
    this.resampler = codec.sampleRate() == 16_000
        ? null
        : new Resampler(codec.sampleRate(), 16_000);
  }

  /** With which ways to protect SRTP; all if none is named. */
  public Browser with(SrtpProfile... offered) {
    profiles = offered;
    return this;
  }

  /** Its offer, with the credentials it has at present. */
  public String offer() {
    String map = codec.payload() + " " + codec.encoding() + "/" + codec.clock()
        + (codec.channels() > 1 ? "/" + codec.channels() : "");
    return """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        m=audio 9 UDP/TLS/RTP/SAVPF %d 126
        c=IN IP4 0.0.0.0
        a=ice-ufrag:%s
        a=ice-pwd:%s
        a=fingerprint:%s
        a=setup:actpass
        a=mid:0
        a=sendrecv
        a=rtcp-mux
        a=rtpmap:%s
        a=rtpmap:126 telephone-event/%d
        """.formatted(codec.payload(), ours.ufrag(), ours.password(),
        identity.fingerprint().line(), map, eventsClock).replace("\n", "\r\n");
  }

  /** Takes the answer: ICE begins, and DTLS the first time. */
  public Browser answer(String sdp) {
    return answer(sdp, address -> address);
  }

  /** As {@link #answer}, by way of another address than the server's own. */
  public Browser answer(String sdp, UnaryOperator<InetSocketAddress> by) {
    boolean first = remote == null;
    Candidate candidate = Candidate.parse("candidate:" + value(sdp, "candidate"));
    remote = new Remote(new Credentials(value(sdp, "ice-ufrag"), value(sdp, "ice-pwd")),
        by.apply(new InetSocketAddress(InetAddress.ofLiteral(candidate.address()),
            candidate.port())));
    if (first) {
      Handshake begun = new Handshake(identity,
          Terms.of(Fingerprint.parse(value(sdp, "fingerprint")), PATIENCE_SECONDS * 1000),
          this::send);
      handshake = begun;
      listen(channel);
      clock.scheduleAtFixedRate(this::check, 0, CHECK_MILLIS, TimeUnit.MILLISECONDS);
      clock.scheduleAtFixedRate(this::speak, 0, 20, TimeUnit.MILLISECONDS);
    }
    return this;
  }

  /** New credentials and another port, as after a change of network: {@link #offer} has them. */
  public Browser restart() {
    ours = Credentials.random();
    return move();
  }

  /** Another port with the same credentials, as behind a NAT that has forgotten. */
  public Browser move() {
    DatagramChannel next = open();
    listen(next);
    channel = next;
    return this;
  }

  /** Waits until it is up. */
  public SrtpKeys awaitSecured() {
    try {
      return secured.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Why DTLS failed. */
  public Throwable awaitFailure() {
    try {
      secured.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      return e.getCause();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("secured");
  }

  /** Sends 16 kHz samples over and over, in real time. */
  public Browser say(short[] samples) {
    mouth.say(samples);
    return this;
  }

  /** Presses keys; what it says pauses meanwhile. */
  public CompletableFuture<Void> press(String keys) {
    return mouth.press(keys);
  }

  /** The next so many 16 kHz samples that it hears. */
  public short[] hear(int samples) {
    short[] all = new short[samples];
    for (int at = 0; at < samples;) {
      short[] next = next();
      int count = Math.min(next.length, samples - at);
      System.arraycopy(next, 0, all, at, count);
      at += count;
    }
    return all;
  }

  public void forgetHeard() {
    heard.clear();
  }

  /** Sends any bytes to the server, from where it sends everything. */
  public void send(byte[] datagram) {
    Remote to = remote;
    try {
      if (to != null) {
        channel.send(ByteBuffer.wrap(datagram), to.address);
      }
    } catch (ClosedChannelException e) {
      // moved meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The packet of SRTP it has sent last. */
  public byte[] lastSent() {
    byte[] last = lastSent;
    if (last == null) {
      throw new AssertionError("nothing was sent");
    }
    return last;
  }

  /** Whether the server has ended DTLS. */
  public boolean parted() {
    return handshake != null && !handshake.settle();
  }

  /** Ends DTLS, as a closed RTCPeerConnection does. */
  public void farewell() {
    if (handshake != null) {
      handshake.farewell();
    }
  }

  /** No more checks, no more audio: as if its cable was cut. */
  @Override
  public void close() {
    clock.shutdownNow();
    if (handshake != null) {
      handshake.close();
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private short[] next() {
    try {
      short[] next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing is heard");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void check() {
    Remote to = remote;
    if (to != null) {
      byte[] transaction = ByteBuffer.allocate(16).putInt(0x2112A442).putLong(RANDOM.nextLong())
          .array();
      StunWriter request = new StunWriter(StunMessage.BINDING_REQUEST, transaction)
          .username(to.credentials.ufrag() + ":" + ours.ufrag()).priority(1).role(true, 5);
      send(request.nominate().signed(StunWriter.mac(to.credentials.password())));
    }
  }

  private void speak() {
    if (outgoing != null) {
      mouth.speak();
    }
  }

  private void protect(byte[] out, int length) {
    Srtp keys = outgoing;
    if (keys != null) {
      byte[] sent = Arrays.copyOf(out, keys.protect(out, length));
      lastSent = sent;
      send(sent);
    }
  }

  private void listen(DatagramChannel from) {
    Thread.ofVirtual().start(() -> {
      ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
      try {
        while (true) {
          buffer.clear();
          from.receive(buffer);
          arrived(buffer.array(), buffer.position());
        }
      } catch (ClosedChannelException e) {
        // the end
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private synchronized void arrived(byte[] bytes, int length) {
    Handshake begun = handshake;
    switch (PacketKind.of(bytes, length)) {
      case STUN -> {
        StunMessage message = StunMessage.of(bytes, length);
        if (message != null && message.type() == StunMessage.BINDING_SUCCESS) {
          secure();
        }
      }
      case DTLS -> {
        if (begun != null) {
          begun.arrive(Arrays.copyOf(bytes, length));
        }
      }
      case RTP -> listen(bytes, length);
      case RTCP, OTHER -> {
      }
    }
  }

  private void secure() {
    Handshake begun = handshake;
    if (shaking || begun == null) {
      return;
    }
    shaking = true;
    Thread.ofVirtual().start(() -> {
      try {
        SrtpKeys keys = begun.connect(profiles);
        SrtpSuite suite = SrtpSuite.valueOf(keys.profile().name());
        incoming = new Srtp(suite, keys.receive(), false);
        outgoing = new Srtp(suite, keys.send(), true);
        secured.complete(keys);
      } catch (IOException e) {
        secured.completeExceptionally(e);
      }
    });
  }

  private void listen(byte[] bytes, int length) {
    Srtp keys = incoming;
    int plain = keys == null ? -1 : keys.unprotect(bytes, length);
    if (plain > 0 && packet.read(bytes, 0, plain) && packet.payloadType() == codec.payload()) {
      int samples = decoder.decode(packet.bytes(), packet.payloadOffset(), packet.payloadLength(),
          decoded);
      short[] scaled = new short[2 * Codec.MAX_SAMPLES];
      Resampler up = resampler;
      heard.add(up == null
          ? Arrays.copyOf(decoded, samples)
          : Arrays.copyOf(scaled, up.process(decoded, 0, samples, scaled)));
    }
  }

  private static String value(String sdp, String attribute) {
    return sdp.lines().filter(line -> line.startsWith("a=" + attribute + ":")).findFirst()
        .map(line -> line.substring(attribute.length() + 3))
        .orElseThrow(() -> new AssertionError("no a=" + attribute + " in\n" + sdp));
  }

  private static DatagramChannel open() {
    try {
      return DatagramChannel.open()
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
