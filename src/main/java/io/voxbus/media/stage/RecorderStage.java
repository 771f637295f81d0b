package io.voxbus.media.stage;

import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.Recorder;
import io.voxbus.media.lasting.Recording;
import io.voxbus.media.record.WavRecorder;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Records both sides at one clock, the player's: what the caller sent is taken a frame a tick, whatever bursts it came
 * in.
 */
public final class RecorderStage implements Recorder {
  private static final int FRAMES = 50;

  private final WavRecorder recorder;
  private final short[][] heard = new short[FRAMES][Pcm.FRAME];
  private int head;
  private int size;
  /** What was played before its tick. */
  private final short[] ahead = new short[Pcm.FRAME];
  private boolean isAhead;

  public RecorderStage(WavRecorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public void heard(short[] frame) {
    if (size == FRAMES) {
      drop();
    }
    System.arraycopy(frame, 0, heard[(head + size) % FRAMES], 0, Pcm.FRAME);
    size++;
  }

  @Override
  public void ahead(short[] played) {
    System.arraycopy(played, 0, ahead, 0, Pcm.FRAME);
    isAhead = true;
  }

  @Override
  public void tick(short @Nullable [] played) {
    short[] caller = size == 0 ? null : heard[head];
    if (isAhead) {
      recorder.frame(caller, ahead);
      isAhead = played != null;
      if (played != null) {
        System.arraycopy(played, 0, ahead, 0, Pcm.FRAME);
      }
    } else {
      recorder.frame(caller, played);
    }
    if (caller != null) {
      drop();
    }
  }

  @Override
  public CompletableFuture<Recording> close() {
    if (isAhead) {
      tick(null);
    }
    return recorder.close();
  }

  private void drop() {
    head = (head + 1) % FRAMES;
    size--;
  }
}
