package io.voxbus.ai.vendor;

import io.voxbus.ai.spi.RealtimeInput;
import java.util.List;

/**
 * How to talk to a vendor's speech-to-speech model over a WebSocket: messages and their meaning, without any I/O. One
 * object a conversation, used by one thread. Whatever {@link #read} throws means that the vendor sent garbage.
 */
public interface RealtimeDialect {
  /** Where it is and who asks. */
  ProviderTarget target();

  /** What is said first, once the socket is open. */
  List<Message> opening();

  /** What is said once the model is ready. */
  List<Message> begin();

  /** What the model is sent. */
  AudioFormat input();

  /** What it sends; it may change until it is ready. */
  AudioFormat output();

  Message audio(byte[] encoded);

  List<Message> toolResult(RealtimeInput.ToolResult result);

  /** A reply was cut short; nothing where the vendor knows by itself. */
  List<Message> cut(RealtimeInput.Cut cut);

  List<RealtimeReply> read(String message);

  /** Samples on the wire. */
  record AudioFormat(SpokenAudio.Format codec, int rate) {}
}
