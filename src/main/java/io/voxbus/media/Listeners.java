package io.voxbus.media;

import io.voxbus.audio.Codec;
import io.voxbus.audio.LinearPcm;
import io.voxbus.audio.Pcm;
import io.voxbus.bus.Bus;
import io.voxbus.media.leg.Clients;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SocketAudio;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients of a call whose audio travels by RTP: those that subscribe hear both sides, each frame with the index of its
 * track before it; what they send is no audio.
 */
final class Listeners implements Clients {
  private static final int SERVER = 0;
  private static final int REMOTE = 1;

  private final Bus bus;
  private final boolean subscribed;
  private final List<Address<SocketAudio>> sockets = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final Codec pcm = new LinearPcm(Pcm.RATE);
  private final byte[] bytes = new byte[2 * Pcm.FRAME];

  Listeners(Bus bus, boolean subscribed) {
    this.bus = bus;
    this.subscribed = subscribed;
  }

  @Override
  public void join(String socketId, String nodeId) {
    leave(socketId);
    if (subscribed) {
      ids.add(socketId);
      sockets.add(Addresses.socketAudio(socketId, nodeId));
    }
  }

  @Override
  public void leave(String socketId) {
    int at = ids.indexOf(socketId);
    if (at >= 0) {
      ids.remove(at);
      sockets.remove(at);
    }
  }

  @Override
  public void arrive(SocketAudio packet) {}

  boolean isEmpty() {
    return ids.isEmpty();
  }

  void server(short[] frame) {
    send(SERVER, frame);
  }

  void remote(short[] frame) {
    send(REMOTE, frame);
  }

  private void send(int track, short[] frame) {
    if (ids.isEmpty()) {
      return;
    }
    int length = pcm.encode(frame, bytes);
    byte[] payload = new byte[length + 1];
    payload[0] = (byte) track;
    System.arraycopy(bytes, 0, payload, 1, length);
    for (int i = 0; i < ids.size(); i++) {
      bus.send(sockets.get(i), new SocketAudio(ids.get(i), payload));
    }
  }
}
