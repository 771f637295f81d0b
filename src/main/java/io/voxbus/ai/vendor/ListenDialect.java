package io.voxbus.ai.vendor;

import java.util.List;

/**
 * How to talk to a vendor's recogniser over a WebSocket: messages and their meaning, without any I/O. One object a
 * stream, used by one thread. Whatever {@link #read} throws means that the vendor sent garbage.
 */
public interface ListenDialect {
  /** Where it is and who asks; what is signed is signed now. */
  ProviderTarget target();

  /** What is said first, once the socket is open. */
  default List<Message> opening() {
    return List.of();
  }

  /** Whether audio waits for {@link ListenReply.Ready}. */
  default boolean waitsForReady() {
    return false;
  }

  /** Hz of the audio it is sent. */
  int sampleRate();

  /** Audio a message, in ms. */
  default int packetMillis() {
    return 100;
  }

  Message audio(short[] pcm);

  /** What says that no more audio comes. */
  List<Message> end();

  /** What keeps the connection while there is no audio: by default a little silence. */
  default Message keepAlive() {
    return audio(new short[sampleRate() * packetMillis() / 1000]);
  }

  List<ListenReply> read(String message);

  /** As {@link #read(String)}, of a binary message; most vendors send none. */
  default List<ListenReply> read(byte[] message) {
    throw new IllegalArgumentException("a binary message");
  }
}
