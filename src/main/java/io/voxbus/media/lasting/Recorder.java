package io.voxbus.media.lasting;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Records both sides of a call, on the media loop's thread. */
public interface Recorder {
  /** A frame of the caller. */
  void heard(short[] frame);

  /** A frame that was played between two ticks: what is played from then on is recorded a tick later, until a pause. */
  void ahead(short[] played);

  /** A tick, with the frame that was played, if one was. */
  void tick(short @Nullable [] played);

  /** Ends it. */
  CompletableFuture<Recording> close();
}
