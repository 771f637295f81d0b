package io.voxbus.load;

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
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.RtpSender;
import io.voxbus.rtp.Srtp;
import io.voxbus.rtp.SrtpSuite;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A client of the benchmark with all of ICE, DTLS and SRTP, that sends a packet of G.711 or Opus every 20 ms. One thread
 * may tell it what is signalled, another one what its socket receives and how late it is.
 */
public final class RtcPeer implements Peer.Listener {
  private static final long CHECK_NANOS = 2_500_000_000L;
  private static final long FIRST_CHECK_NANOS = 50_000_000L;
  /** Browsers begin with 50. */
  private static final int RESEND_MILLIS = 100;
  private static final int PATIENCE_MILLIS = 15_000;
  private static final Identity IDENTITY = Identity.create();

  public final DatagramChannel channel;
  long due;
  long placedNanos;
  long answeredNanos;
  volatile long securedNanos;
  long heardNanos;
  long heard;
  boolean failed;
  private final RtpPacket view = new RtpPacket();
  private Consumer<RtpPacket> ear = packet -> {};
  private Credentials ours = Credentials.random();
  private final RtpSender sender;
  private final int payloadType;
  private final byte[] payload;
  private final int ticks;
  private final byte[] out = new byte[1500];
  private volatile InetSocketAddress server;
  private Credentials theirs;
  private Handshake handshake;
  private long nextCheck;
  /** By the answer to our last offer, and by a check since. */
  private boolean answered;
  private boolean found;
  private boolean shaking;
  private BadWay there;
  private BadWay back;
  private volatile Srtp outgoing;
  private volatile Srtp incoming;

  public RtcPeer(int ssrc, boolean opus, byte[] payload) throws IOException {
    channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
    channel.configureBlocking(false);
    sender = new RtpSender(ssrc, 0, 0);
    payloadType = opus ? 111 : 0;
    ticks = opus ? 960 : 160;
    this.payload = payload;
  }

  /** Packets of both directions get lost and are late. */
  void impair(long seed, double loss, long delayMillis) {
    there = new BadWay(2 * seed, loss, delayMillis, this::put);
    back = new BadWay(2 * seed + 1, loss, delayMillis, bytes -> take(bytes, bytes.length));
  }

  /** Who is told every packet that is heard, in the thread that reads the socket. */
  public synchronized void listen(Consumer<RtpPacket> listener) {
    ear = listener;
  }

  /** ICE begins anew with the next answer, by the same socket, under the keys that it has. */
  public synchronized void restart() {
    ours = Credentials.random();
    answered = false;
  }

  /** In a string of JSON. */
  public synchronized String offer() {
    String codec = payloadType == 111 ? "opus/48000/2" : "PCMU/8000";
    return String.join("\\r\\n", "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0",
        "m=audio 9 UDP/TLS/RTP/SAVPF " + payloadType, "c=IN IP4 0.0.0.0",
        "a=ice-ufrag:" + ours.ufrag(), "a=ice-pwd:" + ours.password(),
        "a=fingerprint:" + IDENTITY.fingerprint().line(), "a=setup:actpass", "a=mid:0",
        "a=sendrecv", "a=rtcp-mux", "a=rtpmap:" + payloadType + " " + codec, "");
  }

  @Override
  public synchronized void text(String json) {
    failed |= json.contains("\"event\":\"error\"") || json.contains("\"event\":\"hangup\"");
    if (answered || !json.contains("\"event\":\"answer\"")) {
      return;
    }
    answered = true;
    found = false;
    nextCheck = 0;
    answeredNanos = System.nanoTime();
    Candidate candidate = Candidate.parse("candidate:" + value(json, "candidate"));
    server = new InetSocketAddress(candidate.address(), candidate.port());
    theirs = new Credentials(value(json, "ice-ufrag"), value(json, "ice-pwd"));
    if (handshake == null) {
      handshake = new Handshake(IDENTITY,
          new Terms(Fingerprint.parse(value(json, "fingerprint")), PATIENCE_MILLIS, RESEND_MILLIS),
          this::send);
    }
  }

  /** Sends what is due. */
  public synchronized void tick(long now) {
    if (there != null) {
      there.tick(now);
      back.tick(now);
    }
    if (theirs == null) {
      return;
    }
    if (answered && now >= nextCheck) {
      nextCheck = now + (securedNanos == 0 || !found ? FIRST_CHECK_NANOS : CHECK_NANOS);
      byte[] transaction = ByteBuffer.allocate(16).putInt(0x2112A442).putLong(now).array();
      send(new StunWriter(StunMessage.BINDING_REQUEST, transaction)
          .username(theirs.ufrag() + ":" + ours.ufrag()).priority(1).role(true, 1).nominate()
          .signed(StunWriter.mac(theirs.password())));
    }
    Srtp keys = outgoing;
    if (keys != null && now >= due) {
      due = Math.max(due + 20_000_000, now - 100_000_000);
      System.arraycopy(payload, 0, out, RtpPacket.HEADER, payload.length);
      int length = keys.protect(out, sender.audio(out, payloadType, payload.length, ticks));
      send(Arrays.copyOf(out, length));
    }
  }

  public synchronized void arrived(byte[] bytes, int length) {
    if (back == null) {
      take(bytes, length);
    } else {
      back.send(Arrays.copyOf(bytes, length));
    }
  }

  private void take(byte[] bytes, int length) {
    switch (PacketKind.of(bytes, length)) {
      case STUN -> {
        found = true;
        shake();
      }
      case DTLS -> handshake.arrive(Arrays.copyOf(bytes, length));
      case RTP -> {
        Srtp keys = incoming;
        int plain = keys == null ? 0 : keys.unprotect(bytes, length);
        if (plain > 0) {
          heardNanos = heard++ == 0 ? System.nanoTime() : heardNanos;
          hear(bytes, plain);
        }
      }
      case RTCP, OTHER -> {
      }
    }
  }

  private void hear(byte[] bytes, int length) {
    if (view.read(bytes, 0, length) && view.payloadType() == payloadType) {
      ear.accept(view);
    }
  }

  private void shake() {
    if (shaking) {
      return;
    }
    shaking = true;
    Thread.startVirtualThread(() -> {
      try {
        SrtpKeys keys = handshake.connect(SrtpProfile.values());
        SrtpSuite suite = SrtpSuite.valueOf(keys.profile().name());
        incoming = new Srtp(suite, keys.receive(), false);
        outgoing = new Srtp(suite, keys.send(), true);
        securedNanos = System.nanoTime();
      } catch (IOException e) {
        failed = true;
      }
    });
  }

  private void send(byte[] datagram) {
    if (there == null) {
      put(datagram);
    } else {
      there.send(datagram);
    }
  }

  private void put(byte[] datagram) {
    try {
      channel.send(ByteBuffer.wrap(datagram), server);
    } catch (IOException e) {
      failed = true;
    }
  }

  private static String value(String json, String attribute) {
    int start = json.indexOf("a=" + attribute + ":") + attribute.length() + 3;
    return json.substring(start, json.indexOf("\\r\\n", start));
  }
}
