package io.voxbus.load.cluster;

import io.voxbus.load.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A call with G.711 both ways that is played back to itself. */
final class EchoCall implements Peer.Listener {
  private static final byte[] FRAME = new byte[160];

  final String id;
  private Peer peer;
  private boolean talks;
  private long due;
  private long heard;

  EchoCall(String id) {
    this.id = id;
  }

  void open(Peer opened) throws IOException {
    peer = opened;
    peer.text("{\"command\":\"invite\",\"option\":{\"codec\":\"pcmu\"}}");
    peer.text("{\"command\":\"play\",\"url\":\"echo:\"}");
  }

  boolean talks() {
    return talks;
  }

  long heard() {
    return heard;
  }

  void send(long now) {
    if (!talks || due > now) {
      return;
    }
    due += Math.max(1, (now - due) / CodedCall.FRAME_NANOS) * CodedCall.FRAME_NANOS;
    try {
      peer.audio(FRAME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void hangUp() throws IOException {
    peer.text("{\"command\":\"hangup\"}");
  }

  @Override
  public void text(String json) {
    if (json.contains("\"trackStart\"") && !talks) {
      talks = true;
      due = System.nanoTime() + Math.floorMod(id.hashCode() * 7_919L, CodedCall.FRAME_NANOS);
    }
    talks &= !json.contains("\"hangup\"");
  }

  @Override
  public void audio(byte[] bytes, int offset, int length) {
    heard++;
  }

  @Override
  public void closed() {
    talks = false;
  }
}
