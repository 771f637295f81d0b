package io.voxbus.media;

import io.voxbus.audio.Codec;
import io.voxbus.audio.LinearPcm;
import io.voxbus.audio.Pcm;
import io.voxbus.bus.Bus;
import io.voxbus.media.lasting.Remains;
import io.voxbus.media.leg.Clients;
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
  private final List<Remains.Listener> all = new ArrayList<>();
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
      all.add(new Remains.Listener(socketId, Addresses.socketAudio(socketId, nodeId)));
    }
  }

  @Override
  public void leave(String socketId) {
    all.removeIf(listener -> listener.socketId().equals(socketId));
  }

  @Override
  public void arrive(SocketAudio packet) {}

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<Remains.Listener> all() {
    return List.copyOf(all);
  }

  /** Those of older code. */
  void goOn(List<Remains.Listener> before) {
    all.addAll(before);
  }

  void server(short[] frame) {
    send(SERVER, frame);
  }

  void remote(short[] frame) {
    send(REMOTE, frame);
  }

  private void send(int track, short[] frame) {
    if (all.isEmpty()) {
      return;
    }
    int length = pcm.encode(frame, bytes);
    byte[] payload = new byte[length + 1];
    payload[0] = (byte) track;
    System.arraycopy(bytes, 0, payload, 1, length);
    for (int i = 0; i < all.size(); i++) { // without an iterator a frame
      Remains.Listener listener = all.get(i);
      bus.send(listener.address(), new SocketAudio(listener.socketId(), payload));
    }
  }
}
