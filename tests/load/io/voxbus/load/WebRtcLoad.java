package io.voxbus.load;

import io.voxbus.audio.Opus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Calls by WebRTC, the caller played back: how soon they are up, how many fail, what they cost. */
final class WebRtcLoad {
  private static final int CALLS = Integer.getInteger("voxbus.calls", 200);
  private static final int CALLS_A_SECOND = Integer.getInteger("voxbus.webrtc.rate", 16);
  private static final double LOSS = 0.1;
  private static final int DELAY_MILLIS = 50;
  private static final long SECOND = 1_000_000_000;

  private final List<RtcPeer> peers = new ArrayList<>();
  private final List<Peer> sockets = new ArrayList<>();
  private final Selector selector = Selector.open();
  private final byte[] packet = new byte[2048];
  private final ByteBuffer buffer = ByteBuffer.wrap(packet);

  private boolean impaired;

  private WebRtcLoad() throws IOException {}

  static void measure(Path folder, int seconds, boolean opus) throws Exception {
    WebRtcLoad load = new WebRtcLoad();
    NodeProcess.Setting setting = NodeProcess.Setting.onCoreOne(NodeProcess.PORT,
        "call: {maxCalls: " + 2 * CALLS + "}");
    try (NodeProcess node = NodeProcess.start(folder, setting); Wire wire = new Wire()) {
      node.connect(wire, "/call", new Peer.Listener() {}).close();
      load.place(node, wire, opus);
      wire.run(System.nanoTime() + 2 * SECOND, load::turn);
      load.report("node just started");
      wire.run(System.nanoTime() + seconds * SECOND, load::turn);
      load.hangUp(wire);
      NodeProcess.Memory before = node.memory();
      long threads = node.threads();
      long descriptors = node.descriptors();
      load.place(node, wire, opus);
      wire.run(System.nanoTime() + 2 * SECOND, load::turn);
      load.report("warm node");
      double cpu = node.cpuSeconds();
      long heard = load.heard();
      wire.run(System.nanoTime() + seconds * SECOND, load::turn);
      double used = node.cpuSeconds() - cpu;
      double moreThreads = (node.threads() - threads) / (double) CALLS;
      double moreDescriptors = (node.descriptors() - descriptors) / (double) CALLS;
      NodeProcess.Memory after = node.memory();
      System.out.printf(Locale.ROOT,
          "  %d calls of %s: %.2f %% of a core each, %.1f packets/s heard each, %s%n", CALLS,
          opus ? "Opus" : "G.711", used * 100 / seconds / CALLS,
          (load.heard() - heard) / (double) seconds / CALLS, after.since(before, CALLS));
      System.out.printf(Locale.ROOT,
          "  a call, its WebSocket among them: %.2f threads, %.2f descriptors%n", moreThreads,
          moreDescriptors);
      System.out.println("  bytes of a call: " + after.biggest(before, CALLS));
    }
  }

  /** Through a network that loses every tenth packet each way and takes 50 ms for the others: how soon calls are up. */
  static void throughLoss(Path folder) throws Exception {
    WebRtcLoad load = new WebRtcLoad();
    try (NodeProcess node = NodeProcess.start(folder, NodeProcess.Setting
        .onCoreOne(NodeProcess.PORT, "call: {maxCalls: " + 2 * CALLS + "}"));
        Wire wire = new Wire()) {
      node.connect(wire, "/call", new Peer.Listener() {}).close();
      load.place(node, wire, false);
      wire.run(System.nanoTime() + 2 * SECOND, load::turn);
      load.hangUp(wire);
      load.impaired = true;
      load.place(node, wire, false);
      wire.run(System.nanoTime() + 5 * SECOND, load::turn);
      load.report("10 % loss, 100 ms there and back");
      long soon = load.peers.stream().filter(peer -> !peer.failed && peer.heardNanos > 0)
          .filter(peer -> peer.heardNanos - peer.placedNanos <= SECOND).count();
      System.out.printf(Locale.ROOT, "  up in a second: %d of %d%n", soon, CALLS);
    }
  }

  /** Ends all calls: what the node keeps then is not theirs, but what it has loaded and compiled. */
  private void hangUp(Wire wire) throws IOException {
    for (Peer socket : sockets) {
      try {
        socket.text("{\"command\":\"hangup\"}");
      } catch (ClosedChannelException e) {
        // its call has failed, which is counted
      }
    }
    wire.run(System.nanoTime() + 3 * SECOND, this::turn);
    for (RtcPeer peer : peers) {
      peer.channel.close();
    }
    peers.clear();
    sockets.clear();
  }

  private void place(NodeProcess node, Wire wire, boolean opus) throws Exception {
    byte[] payload = payload(opus);
    for (int i = 0; i < CALLS; i++) {
      RtcPeer peer = new RtcPeer(i + 1, opus, payload);
      peer.channel.register(selector, SelectionKey.OP_READ, peer);
      if (impaired) {
        peer.impair(i, LOSS, DELAY_MILLIS);
      }
      peer.due = System.nanoTime();
      Peer socket = node.connect(wire, "/call/webrtc?dump=false", peer);
      sockets.add(socket);
      peer.placedNanos = System.nanoTime();
      socket.text("{\"command\":\"invite\",\"option\":{\"offer\":\"" + peer.offer() + "\"}}");
      socket.text("{\"command\":\"play\",\"url\":\"echo:\"}");
      peers.add(peer);
      wire.run(System.nanoTime() + SECOND / CALLS_A_SECOND, this::turn);
    }
  }

  private void turn(long now) {
    try {
      selector.selectNow(this::read);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    for (RtcPeer peer : peers) {
      peer.tick(now);
    }
  }

  private void read(SelectionKey key) {
    RtcPeer peer = (RtcPeer) key.attachment();
    try {
      buffer.clear();
      while (peer.channel.receive(buffer) != null) {
        peer.arrived(packet, buffer.position());
        buffer.clear();
      }
    } catch (IOException e) {
      peer.failed = true;
    }
  }

  private void report(String when) {
    Samples answered = new Samples();
    Samples secured = new Samples();
    Samples heard = new Samples();
    int failed = 0;
    for (RtcPeer peer : peers) {
      if (peer.failed || peer.heardNanos == 0) {
        failed++;
      } else {
        answered.add(peer.answeredNanos - peer.placedNanos);
        secured.add(peer.securedNanos - peer.placedNanos);
        heard.add(peer.heardNanos - peer.placedNanos);
      }
    }
    System.out.printf(Locale.ROOT, "  %s: %d of %d failed%n  invite to answer %s%n", when, failed,
        CALLS, answered);
    System.out.printf(Locale.ROOT, "  invite to DTLS %s%n  invite to first SRTP heard %s%n",
        secured, heard);
  }

  private long heard() {
    return peers.stream().mapToLong(peer -> peer.heard).sum();
  }

  private static byte[] payload(boolean opus) {
    if (!opus) {
      byte[] noise = new byte[160];
      Arrays.fill(noise, (byte) 0x55);
      return noise;
    }
    Opus encoder = new Opus(16_000);
    byte[] packet = new byte[Opus.MAX_BYTES];
    short[] frame = new short[320];
    int length = 0;
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < frame.length; j++) {
        frame[j] = (short) (6000 * Math.sin((i * frame.length + j) * 0.2));
      }
      length = encoder.encode(frame, packet);
    }
    return Arrays.copyOf(packet, length);
  }
}
