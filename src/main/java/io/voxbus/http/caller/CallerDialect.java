package io.voxbus.http.caller;

import java.util.List;

/**
 * How a telephone system that brings a call talks: messages and their meaning, without any I/O. One object a call, used
 * by one thread. Whatever reading throws means that it sent garbage.
 */
interface CallerDialect {
  List<CallerInput> text(String text);

  /** A binary message, or the next bytes of a stream. */
  List<CallerInput> bytes(byte[] bytes);

  /** 20 ms of what is played. */
  CallerOutput audio(byte[] encoded);

  /** The call is answered. */
  default List<CallerOutput> answered() {
    return List.of();
  }

  /** What is on its way to the caller need not be heard any more. */
  default List<CallerOutput> interrupted() {
    return List.of();
  }

  /** The last words when the call ends here. */
  default List<CallerOutput> ended() {
    return List.of();
  }
}
