package io.voxbus.media.leg;

import io.voxbus.protocol.bus.SocketAudio;

/** The WebSockets of a call's clients. */
public interface Clients {
  /** On the media loop's thread. */
  void join(String socketId, String nodeId);

  /** On the media loop's thread. */
  void leave(String socketId);

  /** From the event loop that receives the call's audio. */
  void arrive(SocketAudio packet);
}
