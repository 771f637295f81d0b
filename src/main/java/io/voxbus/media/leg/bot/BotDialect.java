package io.voxbus.media.leg.bot;

import io.voxbus.audio.Codec;
import java.util.List;

/**
 * How a telephone system talks with a bot: messages and their meaning, without any I/O. One object a connection, used
 * by one thread.
 */
interface BotDialect {
  /** Opens one direction of the audio. */
  Codec codec();

  /** The codec's name as in a session description. */
  String codecName();

  /** The WebSocket subprotocol, empty for none. */
  default String subprotocol() {
    return "";
  }

  /** What is said first. */
  List<BotMessage> opening();

  List<BotMessage> write(BotEvent event);

  /** The last words when the call ends. */
  List<BotMessage> closing();

  List<BotReply> read(String text);

  /** A binary message, or the next bytes of a stream. */
  List<BotReply> read(byte[] bytes);
}
