package io.voxbus.media.stage;

import io.voxbus.audio.Pcm;
import io.voxbus.media.record.Recording;
import io.voxbus.media.record.WavRecorder;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Records both sides at one clock, the player's: what the caller sent is taken a frame a tick, whatever bursts it came
 * in.
 */
public final class RecorderStage {
  private static final int FRAMES = 50;

  private final WavRecorder recorder;
  private final short[][] heard = new short[FRAMES][Pcm.FRAME];
  private int head;
  private int size;

  public RecorderStage(WavRecorder recorder) {
    this.recorder = recorder;
  }

  /** A frame of the caller. */
  public void heard(short[] frame) {
    if (size == FRAMES) {
      drop();
    }
    System.arraycopy(frame, 0, heard[(head + size) % FRAMES], 0, Pcm.FRAME);
    size++;
  }

  /** A tick, with the frame that was played, if one was. */
  public void tick(short @Nullable [] played) {
    if (size == 0) {
      recorder.frame(null, played);
    } else {
      recorder.frame(heard[head], played);
      drop();
    }
  }

  public CompletableFuture<Recording> close() {
    return recorder.close();
  }

  private void drop() {
    head = (head + 1) % FRAMES;
    size--;
  }
}
