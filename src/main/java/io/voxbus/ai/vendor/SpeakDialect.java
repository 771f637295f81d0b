package io.voxbus.ai.vendor;

import java.util.List;

/**
 * How to talk to a vendor's voice over a WebSocket: messages and their meaning, without any I/O. One object a stream,
 * used by one thread. Whatever {@link #read} throws means that the vendor sent garbage.
 */
public interface SpeakDialect {
  /** Where it is and who asks; what is signed is signed now. */
  ProviderTarget target();

  /** What is said first, once the socket is open. */
  default List<Message> opening() {
    return List.of();
  }

  /** Whether text waits for {@link SpeakReply.Ready}. */
  default boolean waitsForReady() {
    return false;
  }

  /** A piece of text, a sentence at most. */
  List<Message> say(String piece);

  /** What says that no more text comes. */
  List<Message> end();

  /** Whether, once no more text comes, nothing is owed any more. */
  default boolean isOver() {
    return false;
  }

  /** What makes it stop at once. */
  default List<Message> cancel() {
    return List.of();
  }

  /** Turns what is in {@link SpeakReply.Audio} and in binary messages into 16 kHz. */
  SpokenAudio audio();

  List<SpeakReply> read(String message);
}
