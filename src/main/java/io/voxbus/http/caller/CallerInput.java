package io.voxbus.http.caller;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What a message of a telephone system means. */
sealed interface CallerInput {
  /**
   * This is the call.
   *
   * @param id     by which it is known there
   * @param option codec and whatever else it says, as in {@code invite}
   * @param token  a key of our API that came along
   */
  record Start(String id, JsonObject option, @Nullable String token) implements CallerInput {}
  @SuppressWarnings("ArrayRecordComponent")
  record Audio(byte[] encoded) implements CallerInput {}
  /** The caller has pressed a key. */
  record Key(String digit) implements CallerInput {}
  /** The call is over. */
  record Stop() implements CallerInput {}
  /** It makes no sense; nothing else is lost by that. */
  record Nonsense(String why) implements CallerInput {}
}
