package io.voxbus.load;

import io.voxbus.dtls.Handshake;
import io.voxbus.dtls.Identity;
import io.voxbus.dtls.SrtpKeys;
import io.voxbus.dtls.SrtpProfile;
import io.voxbus.dtls.Terms;
import io.voxbus.ice.Credentials;
import io.voxbus.ice.IceAgent;
import io.voxbus.ice.Path;
import io.voxbus.ice.StunMessage;
import io.voxbus.ice.StunWriter;
import io.voxbus.rtp.JitterBuffer;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.RtpSender;
import io.voxbus.rtp.Srtp;
import io.voxbus.rtp.SrtpSuite;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** What ICE, DTLS, SRTP and the jitter buffer of a WebRTC call keep in the heap, each by itself. */
final class RtcMemory {
  private static final int CALLS = 1000;
  private static final int PACKETS = 64;
  private static final Identity IDENTITY = Identity.create();

  private RtcMemory() {}

  static void measure() {
    each("DTLS", i -> handshake());
    for (SrtpSuite suite : List.of(SrtpSuite.AEAD_AES_128_GCM,
        SrtpSuite.AES_CM_128_HMAC_SHA1_80)) {
      each("SRTP, both ways, " + suite, i -> srtp(suite));
    }
    each("jitter buffer, G.711, 3 packets waiting", i -> jitter());
    each("ICE", ice());
  }

  private static void each(String what, IntFunction<Object> make) {
    List<Object> kept = new ArrayList<>(2 * CALLS);
    for (int i = 0; i < CALLS; i++) { // also loads what all of them share
      kept.add(make.apply(i));
    }
    long before = used();
    for (int i = CALLS; i < 2 * CALLS; i++) {
      kept.add(make.apply(i));
    }
    System.out.printf("  %s: %.1f kB%n", what, (used() - before) / 1e3 / CALLS);
  }

  private static IntFunction<Object> ice() {
    IceAgent<Object> agent = new IceAgent<>();
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    return i -> {
      Credentials ours = Credentials.random();
      Object session = agent.open(ours, ours, path -> {});
      for (int check = 0; check < 4; check++) { // a client has a few addresses
        byte[] request = new StunWriter(StunMessage.BINDING_REQUEST,
            ByteBuffer.allocate(16).putInt(StunMessage.COOKIE).putInt(4, i).array())
            .username(ours.ufrag() + ":them").priority(1).role(true, 1).nominate()
            .signed(StunWriter.mac(ours.password()));
        agent.on(request, request.length, new Path(here, new InetSocketAddress(
            InetAddress.getLoopbackAddress(), 2 + 4 * i + check)), 0);
      }
      return session;
    };
  }

  private static Object handshake() {
    AtomicReference<Handshake> client = new AtomicReference<>();
    Handshake server = new Handshake(IDENTITY, Terms.of(IDENTITY.fingerprint(), 10_000),
        datagram -> client.get().arrive(datagram));
    client.set(new Handshake(IDENTITY, Terms.of(IDENTITY.fingerprint(), 10_000), server::arrive));
    CompletableFuture<SrtpKeys> done = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        client.get().connect(SrtpProfile.values());
      } catch (java.io.IOException e) {
        done.completeExceptionally(e);
      }
    });
    try {
      SrtpKeys keys = server.accept();
      client.set(null);
      return List.of(server, keys);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Object srtp(SrtpSuite suite) {
    byte[] key = new byte[suite.keyBytes() + suite.saltBytes()];
    Srtp out = new Srtp(suite, key, true);
    Srtp in = new Srtp(suite, key, false);
    byte[] packet = new byte[300];
    RtpSender sender = new RtpSender(1, 0, 0);
    for (int i = 0; i < PACKETS; i++) {
      in.unprotect(packet, out.protect(packet, sender.audio(packet, 0, 160, 160)));
    }
    return List.of(out, in);
  }

  private static Object jitter() {
    JitterBuffer buffer = new JitterBuffer(20, 400);
    byte[] bytes = new byte[172];
    RtpPacket packet = new RtpPacket();
    RtpSender sender = new RtpSender(1, 0, 0);
    for (int i = 0; i < PACKETS; i++) {
      packet.read(bytes, 0, sender.audio(bytes, 0, 160, 160));
      buffer.add(i, 160L * i, false, packet, 20_000_000L * i);
      if (i >= 3) {
        buffer.next(20_000_000L * i);
      }
    }
    return buffer;
  }

  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
