package io.voxbus.media.leg.webrtc;

import io.voxbus.audio.Opus;
import io.voxbus.audio.Pcm;
import io.voxbus.dtls.Handshake;
import io.voxbus.dtls.Identity;
import io.voxbus.dtls.SrtpKeys;
import io.voxbus.dtls.SrtpProfile;
import io.voxbus.dtls.Terms;
import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.ice.IceAgent;
import io.voxbus.ice.IceSession;
import io.voxbus.ice.Path;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is slow at its first time, so that no caller waits for it: handshakes, the ciphers of SRTP, Opus, which take half
 * a second and more; descriptions and checks of ICE.
 */
final class WarmUp {
  private static final int ROUNDS = 3;
  private static final int CALLS = 200;
  private static final String OFFER = """
      v=0
      o=- 1 2 IN IP4 127.0.0.1
      s=-
      t=0 0
      a=group:BUNDLE 0
      m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
      c=IN IP4 0.0.0.0
      a=candidate:1 1 udp 2122260223 192.0.2.1 40000 typ host generation 0 network-id 1
      a=ice-ufrag:warm
      a=ice-pwd:warmingUpWarmingUpWarmin
      a=fingerprint:{fingerprint}
      a=setup:actpass
      a=mid:0
      a=extmap:1 {level}
      a=sendrecv
      a=rtcp-mux
      a=rtcp-rsize
      a=rtpmap:111 opus/48000/2
      a=fmtp:111 minptime=10;useinbandfec=1
      a=rtpmap:63 red/48000/2
      a=fmtp:63 111/111
      a=rtpmap:9 G722/8000
      a=rtpmap:110 telephone-event/48000
      a=rtpmap:126 telephone-event/8000
      """;
  private static final int OPUS_FRAMES = 500;
  private static final int PACKETS = 200;
  private static final int PACKET_BYTES = 172;
  private static final int PATIENCE_MILLIS = 10_000;

  private static final AtomicBoolean DONE = new AtomicBoolean();

  private WarmUp() {}

  /** The first time in this JVM. */
  static void run(Identity server) {
    if (DONE.getAndSet(true)) {
      return;
    }
    Identity client = Identity.create();
    for (int i = 0; i < ROUNDS; i++) {
      for (SrtpProfile profile : SrtpProfile.values()) {
        srtp(shake(server, client, profile));
      }
    }
    opus();
    signalling(server);
  }

  /** A client's offer, our answer, its check. */
  private static void signalling(Identity server) {
    String offered = OFFER.replace("{fingerprint}", server.fingerprint().line()).replace("{level}",
        Offer.AUDIO_LEVEL);
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    List<Candidate> candidates = List.of(Candidate.host(1, here, 1));
    Answer answer = new Answer("1", server.fingerprint(), WebRtcConfig.OpusConfig.DEFAULTS, true,
        false);
    IceAgent<Integer> agent = new IceAgent<>();
    byte[] transaction = ByteBuffer.allocate(16).putInt(StunMessage.COOKIE).array();
    for (int i = 0; i < CALLS; i++) {
      Credentials ours = Credentials.random();
      Offer offer = Offer.of(offered, List.of(RtpCodec.values()));
      answer.write(offer, 1, ours, candidates);
      IceSession session = agent.open(ours, i, path -> {});
      byte[] check = new StunWriter(StunMessage.BINDING_REQUEST, transaction)
          .username(ours.ufrag() + ":warm").priority(1).role(true, 1).nominate()
          .signed(StunWriter.mac(ours.password()));
      agent.on(check, check.length, new Path(here, here), i);
      agent.close(session);
    }
  }

  private static SrtpKeys shake(Identity server, Identity client, SrtpProfile profile) {
    AtomicReference<@Nullable Handshake> caller = new AtomicReference<>();
    Handshake answering = new Handshake(server,
        Terms.of(client.fingerprint(), PATIENCE_MILLIS), datagram -> {
          Handshake calling = caller.get();
          if (calling != null) {
            calling.arrive(datagram);
          }
        });
    Handshake calling = new Handshake(client, Terms.of(server.fingerprint(), PATIENCE_MILLIS),
        answering::arrive);
    caller.set(calling);
    CompletableFuture<SrtpKeys> keys = CompletableFuture.supplyAsync(() -> {
      try {
        return answering.accept();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }, Thread::startVirtualThread);
    try {
      calling.connect(profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
  }

  private static void srtp(SrtpKeys keys) {
    SrtpSuite suite = SrtpSuite.valueOf(keys.profile().name());
    Srtp out = new Srtp(suite, keys.send(), true);
    Srtp in = new Srtp(suite, keys.send(), false);
    byte[] packet = new byte[PACKET_BYTES + Srtp.MAX_GROWTH];
    for (int i = 0; i < PACKETS; i++) {
      packet[0] = (byte) 0x80;
      packet[3] = (byte) i;
      in.unprotect(packet, out.protect(packet, PACKET_BYTES));
    }
    packet[1] = (byte) 200;
    in.unprotectControl(packet, out.protectControl(packet, RtpPacket.HEADER + 16));
  }

  private static void opus() {
    Opus encoder = new Opus(Pcm.RATE);
    Opus decoder = new Opus(Pcm.RATE);
    short[] frame = new short[Pcm.FRAME];
    short[] heard = new short[Opus.MAX_SAMPLES];
    byte[] packet = new byte[Opus.MAX_BYTES];
    for (int i = 0; i < OPUS_FRAMES; i++) {
      for (int j = 0; j < frame.length; j++) {
        frame[j] = (short) (8000 * Math.sin((i * frame.length + j) * (0.05 + i * 1e-4)));
      }
      decoder.decode(packet, 0, encoder.encode(frame, packet), heard);
    }
    decoder.conceal(heard);
  }
}
