package io.voxbus.media.record;

import io.voxbus.audio.Pcm;
import io.voxbus.directory.DiskWriters;
import io.voxbus.media.lasting.Recording;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records a call as stereo WAV, 16 kHz, 16 bit: left what the remote party says, right what the server says. The media
 * thread fills chunks, a disk thread writes them; the file can be played at any time, also after a crash. A disk that
 * is slow or full costs frames, never the call: they are counted and the first failure is told once.
 */
public final class WavRecorder {
  private static final long LONGEST_MILLIS = 18 * 3_600_000L;
  private final DiskWriters.Lane lane;
  private final Target target;
  private final WavFile file;
  private final Consumer<String> failed;
  private final int chunkFrames;
  private final int maxChunks;
  private final long maxFrames;

  // the media thread's own
  private @Nullable Chunk filling;
  private int chunks;
  private long frames;
  private @Nullable CompletableFuture<Recording> closing;

  // between the threads: a stack that only the disk thread pushes to and only the media thread takes from
  private final AtomicReference<@Nullable Chunk> spare = new AtomicReference<>();
  private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
  private final AtomicLong droppedFrames = new AtomicLong();

  /** Where the recording goes. */
  public interface Target {
    Path path();

    /** Opens the file, empty. Blocks; called again when it failed. */
    SeekableByteChannel open() throws IOException;
  }

  /**
   * All in ms.
   *
   * @param ptimeMillis       how much is written at once, 20 to 2000
   * @param bufferMillis      how much may wait for the disk
   * @param maxDurationMillis after that nothing more is recorded
   */
  public record Limits(long ptimeMillis, long bufferMillis, long maxDurationMillis) {}

  /** Starts; the file is made at once, by a disk thread. {@code failed} is told from a disk or the media thread. */
  public WavRecorder(Target target, Limits limits, DiskWriters writers, Consumer<String> failed) {
    this.target = target;
    this.failed = failed;
    file = new WavFile(target);
    chunkFrames = (int) Math.clamp(limits.ptimeMillis() / Pcm.FRAME_MILLIS, 1, 100);
    maxChunks = (int) Math.clamp(limits.bufferMillis() / Pcm.FRAME_MILLIS / chunkFrames, 2, 1000);
    maxFrames = Math.min(limits.maxDurationMillis(), LONGEST_MILLIS) / Pcm.FRAME_MILLIS;
    lane = writers.lane(Long.MAX_VALUE); // bounded by maxChunks
    lane.offer(0, this::open);
  }

  /**
   * Records 20 ms, {@value Pcm#FRAME} samples of each side; null is silence. The arrays may be used again afterwards.
   * Called by one thread; never waits, allocates nothing but the first chunks.
   */
  public void frame(short @Nullable [] remote, short @Nullable [] server) {
    if (closing != null || frames >= maxFrames) {
      return;
    }
    Chunk chunk = filling == null ? take() : filling;
    filling = chunk;
    if (chunk == null) {
      droppedFrames.incrementAndGet();
      fail("the disk is too slow for the recording");
    } else {
      if (chunk.frames == 0) {
        chunk.startFrame = frames;
      }
      chunk.add(remote, server);
      if (chunk.isFull()) {
        flush(chunk);
      }
    }
    frames++;
  }

  /** The file. */
  public Path path() {
    return target.path();
  }

  /** How many frames have been lost so far; any thread may ask. */
  public long droppedFrames() {
    return droppedFrames.get();
  }

  /** Ends the recording; called by the thread of {@link #frame}. The answer comes from a disk thread and never fails. */
  public CompletableFuture<Recording> close() {
    if (closing != null) {
      return closing;
    }
    CompletableFuture<Recording> ended = new CompletableFuture<>();
    closing = ended;
    Chunk last = filling;
    filling = null;
    if (last != null && last.frames > 0) {
      flush(last);
    }
    if (!lane.offerLast(() -> finish(ended))) {
      fail("the disk writers are closed");
      ended.complete(result());
    }
    return ended;
  }

  private @Nullable Chunk take() {
    for (Chunk top = spare.get(); top != null; top = spare.get()) {
      if (spare.compareAndSet(top, top.next)) {
        top.frames = 0;
        return top;
      }
    }
    if (chunks == maxChunks) {
      return null;
    }
    chunks++;
    return new Chunk(chunkFrames);
  }

  private void give(Chunk chunk) {
    Chunk top;
    do {
      top = spare.get();
      chunk.next = top;
    } while (!spare.compareAndSet(top, chunk));
  }

  private void flush(Chunk chunk) {
    filling = null;
    if (!lane.offer(chunk.bytes.length, () -> write(chunk))) {
      droppedFrames.addAndGet(chunk.frames);
      fail("the disk writers are closed");
    }
  }

  private void open() {
    try {
      file.open();
    } catch (IOException e) {
      fail(reason(e));
    }
  }

  private void write(Chunk chunk) {
    try {
      file.write(chunk);
    } catch (IOException e) {
      droppedFrames.addAndGet(chunk.frames);
      fail(reason(e));
    } finally {
      give(chunk);
    }
  }

  private void finish(CompletableFuture<Recording> ended) {
    try {
      file.close();
    } catch (IOException e) {
      fail(reason(e));
    }
    ended.complete(result());
  }

  private Recording result() {
    long millis = file.dataBytes() / Chunk.FRAME_BYTES * Pcm.FRAME_MILLIS;
    return new Recording(target.path(), file.sizeBytes(), millis, droppedFrames.get(),
        firstFailure.get());
  }

  private void fail(String reason) {
    if (firstFailure.compareAndSet(null, reason)) {
      failed.accept(reason);
    }
  }

  /** Without the path: it may be shown to a client. */
  private static String reason(IOException e) {
    String why = e instanceof FileSystemException ? e.getClass().getSimpleName() : e.getMessage();
    return "cannot write the recording: " + why;
  }
}
