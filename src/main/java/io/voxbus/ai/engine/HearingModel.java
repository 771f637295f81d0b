package io.voxbus.ai.engine;

import io.voxbus.protocol.api.AsrOption;

/** A model that hears, loaded once and shared by all calls. */
public interface HearingModel extends AutoCloseable {
  /** Begins an utterance; refuses with 400 what the option asks and it can't do. */
  Hearing open(AsrOption option);

  /** Refuses with 400 what the option asks and it can't do. */
  default void check(AsrOption option) {}

  @Override
  void close();

  /** One utterance, on one thread at a time. */
  interface Hearing extends AutoCloseable {
    /** @param pcm 16 kHz */
    void accept(short[] pcm);

    /** What was understood so far. */
    String partial();

    /** What was understood: nothing more comes. */
    String text();

    @Override
    void close();
  }
}
