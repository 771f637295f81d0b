package io.voxbus.testing;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Tone;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.RtpSender;
import io.voxbus.rtp.Srtp;
import io.voxbus.sdp.MediaLine;
import io.voxbus.sdp.Sdp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A telephone's media on a socket of loopback: G.711 mu-law, plain or encrypted. */
public final class RtpPeer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5000;
  private static final int SAMPLES = 160;

  private final DatagramSocket socket;
  private final RtpSender sender = new RtpSender(77, 65_530, -1000);
  private final Codec encoder = RtpCodec.PCMU.open();
  private final Codec decoder = RtpCodec.PCMU.open();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private Future<?> talking = CompletableFuture.completedFuture(null);
  private InetSocketAddress target;
  private Srtp outgoing;
  private Srtp incoming;

  private RtpPeer(InetAddress host) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(host, 0));
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  public static RtpPeer open() {
    return open("127.0.0.1");
  }

  public static RtpPeer open(String host) {
    try {
      return new RtpPeer(InetAddress.ofLiteral(host));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An SDP with PCMU and telephone events under 101. */
  public String sdp(String more) {
    return sdp("RTP/AVP", more);
  }

  public String sdp(String protocol, String more) {
    String host = socket.getLocalAddress().getHostAddress();
    String family = host.contains(":") ? "IP6 " : "IP4 ";
    return """
        v=0
        o=- 1 1 IN %s
        s=-
        c=IN %s
        t=0 0
        m=audio %d %s 0 101
        a=rtpmap:101 telephone-event/8000
        a=rtcp-mux
        %s""".formatted(family + host, family + host, socket.getLocalPort(), protocol, more);
  }

  /** Sends to the audio of this description from now on. */
  public RtpPeer to(String sdp) {
    Sdp parsed = Sdp.parse(sdp);
    MediaLine audio = parsed.media().stream().filter(line -> line.port() > 0).findFirst()
        .orElseThrow();
    String[] connection = String.valueOf(parsed.connection(audio)).split(" ");
    target = new InetSocketAddress(connection[2], audio.port());
    return this;
  }

  public void secure(Srtp encrypting, Srtp decrypting) {
    outgoing = encrypting;
    incoming = decrypting;
  }

  /** Sends a tone, all packets at once. */
  public void sayTone(double hz, int packets) {
    Tone tone = Tone.sine(hz, -12, 8000);
    short[] frame = new short[SAMPLES];
    byte[] payload = new byte[Codec.MAX_BYTES];
    for (int i = 0; i < packets; i++) {
      tone.fill(frame);
      say(0, Arrays.copyOf(payload, encoder.encode(frame, payload)));
    }
  }

  /** Sends a packet every 20 ms until it is closed, or talks of something else. */
  public void talk(byte[] payload) {
    talking.cancel(false);
    talking = clock.scheduleAtFixedRate(() -> say(0, payload), 0, 20, TimeUnit.MILLISECONDS);
  }

  /** A packet that holds a whole number of periods of a tone: one of a multiple of 50 Hz. */
  public byte[] tone(int hz) {
    short[] frame = new short[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      frame[i] = (short) (8231 * Math.sin(2 * Math.PI * hz * i / 8000));
    }
    byte[] payload = new byte[Codec.MAX_BYTES];
    return Arrays.copyOf(payload, encoder.encode(frame, payload));
  }

  /** Sends one packet; returns what was on the wire. */
  public synchronized byte[] say(int payloadType, byte[] payload) {
    byte[] packet = new byte[RtpPacket.HEADER + payload.length + Srtp.MAX_GROWTH];
    System.arraycopy(payload, 0, packet, RtpPacket.HEADER, payload.length);
    int length = sender.audio(packet, payloadType, payload.length, SAMPLES);
    byte[] wire = Arrays.copyOf(packet,
        outgoing == null ? length : outgoing.protect(packet, length));
    raw(wire);
    return wire;
  }

  public void raw(byte[] bytes) {
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next packet of RTP. */
  public RtpPacket receive() {
    byte[] bytes = new byte[2048];
    RtpPacket packet = new RtpPacket();
    while (true) {
      int received = receive(bytes);
      if (!RtpPacket.isControl(bytes, 0, received)) {
        int length = incoming == null ? received : incoming.unprotect(bytes, received);
        if (length < 0 || !packet.read(bytes, 0, length)) {
          throw new AssertionError("not a packet of ours: " + HexFormat.of()
              .formatHex(bytes, 0, Math.min(received, RtpPacket.HEADER)) + ", " + received
              + " bytes");
        }
        return packet;
      }
    }
  }

  /** The next datagram of whom it talks to: what a test before still sends to whoever had this port is not for it. */
  private int receive(byte[] bytes) {
    DatagramPacket datagram = new DatagramPacket(bytes, bytes.length);
    do {
      datagram.setLength(bytes.length);
      try {
        socket.receive(datagram);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } while (target != null && !datagram.getSocketAddress().equals(target));
    return datagram.getLength();
  }

  /** What comes in the next packets, 8 kHz. */
  public short[] hear(int packets) {
    short[] heard = new short[packets * SAMPLES];
    short[] decoded = new short[Codec.MAX_SAMPLES];
    for (int i = 0; i < packets; i++) {
      RtpPacket packet = receive();
      decoder.decode(packet.bytes(), packet.payloadOffset(), packet.payloadLength(), decoded);
      System.arraycopy(decoded, 0, heard, i * SAMPLES, SAMPLES);
    }
    return heard;
  }

  /** Waits until a tone comes; fails if it does not within so many packets. */
  public void awaitTone(double hz, int packets) {
    double loudest = -100;
    for (int i = 0; i < packets; i += 5) {
      loudest = Math.max(loudest, Spectrum.level(hear(5), 8000, hz));
      if (loudest > -16) {
        return;
      }
    }
    throw new AssertionError("no tone of " + hz + " Hz, the loudest had " + loudest + " dBFS");
  }

  /** The loudest that a tone is in the next packets, in any 100 ms. */
  public double loudest(double hz, int packets) {
    double loudest = -100;
    for (int i = 0; i < packets; i += 5) {
      loudest = Math.max(loudest, Spectrum.level(hear(5), 8000, hz));
    }
    return loudest;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    socket.close();
  }
}
