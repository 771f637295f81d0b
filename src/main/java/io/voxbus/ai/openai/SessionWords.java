package io.voxbus.ai.openai;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.RealtimeDialect.AudioFormat;
import org.jspecify.annotations.Nullable;

/** How a session is described; the API has changed its words once. */
interface SessionWords {
  /** What is asked for. */
  JsonObject session();

  /** The format of what it hears, as the session that it agreed to says; null when it says nothing. */
  @Nullable
  AudioFormat input(JsonObject session);

  /** The format of what it says. */
  @Nullable
  AudioFormat output(JsonObject session);
}
