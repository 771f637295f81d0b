package io.voxbus.load.cluster;

import io.voxbus.load.RtcPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Clients by WebRTC that send silence and hear mu-law, all in one thread. */
final class Browsers implements AutoCloseable {
  private static final int LOOK_MILLIS = 5;
  private static final byte SILENCE = (byte) 0xFF;
  private static final int FRAME = 160;

  private final Selector selector = Selector.open();
  private final List<RtcPeer> peers = new ArrayList<>();
  private final byte[] packet = new byte[2048];
  private final ByteBuffer in = ByteBuffer.wrap(packet);
  private volatile boolean closing;

  /** @param hearing of each of them */
  Browsers(List<Hearing> hearing) throws IOException {
    byte[] silence = new byte[FRAME];
    Arrays.fill(silence, SILENCE);
    for (Hearing one : hearing) {
      RtcPeer peer = new RtcPeer(peers.size() + 1, false, silence);
      peer.listen(one::packet);
      peer.channel.register(selector, SelectionKey.OP_READ, peer);
      peers.add(peer);
    }
    Thread.ofPlatform().name("browsers").daemon().start(this::run);
  }

  RtcPeer browser(int number) {
    return peers.get(number);
  }

  private void run() {
    try {
      while (!closing) {
        selector.select(this::read, LOOK_MILLIS);
        long now = System.nanoTime();
        for (RtcPeer peer : peers) {
          peer.tick(now);
        }
      }
      for (RtcPeer peer : peers) {
        peer.channel.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key) {
    RtcPeer peer = (RtcPeer) key.attachment();
    try {
      in.clear();
      while (peer.channel.receive(in) != null) {
        peer.arrived(packet, in.position());
        in.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The thread that reads them closes them: none is closed while it is read. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
  }
}
