package io.voxbus.media.source;

import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import io.voxbus.audio.file.AudioFiles;
import io.voxbus.audio.file.Limits;
import io.voxbus.audio.file.PcmReader;
import io.voxbus.media.lasting.Source;
import io.voxbus.media.lasting.SourceFailed;
import java.io.IOException;
import java.io.InputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Plays a file that is decoded a few seconds ahead on a thread that may block. The decoder stops when it is that far
 * ahead and is started again by the player, so no thread waits for a call. It is opened when it is prepared or read.
 */
public final class FileSource implements Source {
  /** Opens the file; may block, may download. */
  public interface Opening {
    InputStream open() throws IOException, SourceFailed;
  }

  private static final int PIECE = Pcm.RATE / 5;
  private static final int AHEAD = 15;
  private static final int REFILL = 5;

  private final String name;
  private final Opening opening;
  private final Limits limits;
  private final Executor executor;
  private final Runnable released;
  private final Queue<short[]> decoded = new ConcurrentLinkedQueue<>();
  private final Pieces cut = new Pieces(this::nextPiece);
  private final AtomicInteger pieces = new AtomicInteger();
  private volatile boolean ended;
  private volatile boolean decoding;
  private volatile boolean closed;
  private volatile @Nullable SourceFailed failed;
  private final AtomicReference<@Nullable PcmReader> reader = new AtomicReference<>();
  private @Nullable Resampler resampler;
  private long skip;
  private long decodedSamples;

  /** @param released told once, when nothing more will be read */
  public FileSource(String name, int offsetMillis, Opening opening, Limits limits,
      Executor executor, Runnable released) {
    this.name = name;
    this.opening = opening;
    this.limits = limits;
    this.executor = executor;
    this.released = released;
    this.skip = (long) offsetMillis * Pcm.RATE / 1000;
  }

  @Override
  public void prepare() {
    if (!decoding && !ended && failed == null && pieces.get() < REFILL) {
      decoding = true;
      executor.execute(this::decode);
    }
  }

  @Override
  public int read(short[] frame) {
    int filled = cut.fill(frame);
    prepare();
    SourceFailed failure = failed;
    if (filled == 0 && failure != null) {
      throw failure;
    }
    return filled == 0 && ended && decoded.isEmpty() ? END : filled;
  }

  @Override
  public long totalMillis() {
    return decodedSamples * 1000 / Pcm.RATE;
  }

  @Override
  public void close() {
    if (!closed) {
      released.run();
    }
    closed = true;
    executor.execute(this::closeReader);
  }

  private short @Nullable [] nextPiece() {
    short[] piece = decoded.poll();
    if (piece != null) {
      pieces.decrementAndGet();
    }
    return piece;
  }

  private void decode() {
    try {
      PcmReader open = reader.get();
      if (open == null) {
        open = AudioFiles.open(opening.open(), limits);
        reader.set(open);
        resampler = open.sampleRate() == Pcm.RATE
            ? null
            : new Resampler(open.sampleRate(), Pcm.RATE);
        skip -= open.skip(skip * open.sampleRate() / Pcm.RATE) * Pcm.RATE / open.sampleRate();
      }
      while (!closed && !ended && pieces.get() < AHEAD) {
        ended = !decodePiece(open);
      }
    } catch (SourceFailed e) {
      failed = e;
    } catch (IOException | RuntimeException e) {
      failed = new SourceFailed("filetrack: " + name, 415, String.valueOf(e.getMessage()));
    }
    decoding = false;
    if (closed || ended || failed != null) {
      closeReader();
    }
  }

  private boolean decodePiece(PcmReader open) throws IOException {
    short[] piece = new short[PIECE];
    int count = open.read(piece, 0, piece.length);
    if (count < 0) {
      return false;
    }
    short[] at16k = resampled(piece, count);
    int skipped = (int) Math.min(skip, at16k.length);
    skip -= skipped;
    if (at16k.length > skipped) {
      decodedSamples += at16k.length - skipped;
      decoded.add(java.util.Arrays.copyOfRange(at16k, skipped, at16k.length));
      pieces.incrementAndGet();
    }
    return true;
  }

  private short[] resampled(short[] piece, int count) {
    Resampler change = resampler;
    if (change == null) {
      return java.util.Arrays.copyOf(piece, count);
    }
    short[] out = new short[change.maxOutput(count)];
    return java.util.Arrays.copyOf(out, change.process(piece, 0, count, out));
  }

  private void closeReader() {
    PcmReader open = reader.getAndSet(null);
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // a file that was only read has nothing left to lose
      }
    }
  }
}
