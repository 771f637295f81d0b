package io.voxbus.directory;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that write to disks for all calls of a node. A writer has a {@link Lane}: what it offers is done in
 * order, one after the other, and what does not fit its bound is refused at once. No caller ever waits for a disk.
 * Platform threads: a file operation would hold the carrier of a virtual one.
 */
public final class DiskWriters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskWriters.class);
  private static final long CLOSE_SECONDS = 10;
  private final ExecutorService threads;

  /** Two threads, so that one hanging folder does not stop the writers of all others. */
  public DiskWriters() {
    this(2);
  }

  public DiskWriters(int threads) {
    ThreadFactory named = Thread.ofPlatform().name("disk-", 1).daemon().factory();
    this.threads = Executors.newFixedThreadPool(threads, named);
  }

  /**
   * A queue of its own for one writer.
   *
   * @param capacityBytes how much may wait; the first piece of work is taken whatever its size
   */
  public Lane lane(long capacityBytes) {
    return new Lane(threads, capacityBytes);
  }

  /** Does what has been offered, for 10 s at most, and takes nothing new. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.atWarn().addKeyValue("seconds", CLOSE_SECONDS).log("disk writers did not finish");
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** One writer's work, in order. Any thread may offer. */
  public static final class Lane {
    private final ExecutorService threads;
    private final long capacityBytes;
    private final Queue<Piece> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pieces = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private volatile boolean closed;

    private Lane(ExecutorService threads, long capacityBytes) {
      this.threads = threads;
      this.capacityBytes = capacityBytes;
    }

    private record Piece(long bytes, Runnable work) {}

    /** Does {@code work} later on a disk thread. False, at once, when the lane is full or the writers are closed. */
    public boolean offer(long bytes, Runnable work) {
      long before = waitingBytes.getAndAdd(bytes);
      if (before > 0 && before + bytes > capacityBytes) {
        waitingBytes.addAndGet(-bytes);
        return false;
      }
      return add(new Piece(bytes, work));
    }

    /** As {@link #offer}, whatever waits: for the last piece of work, which closes a file. */
    public boolean offerLast(Runnable work) {
      return add(new Piece(0, work));
    }

    private boolean add(Piece piece) {
      if (closed) {
        return false;
      }
      queue.add(piece);
      if (pieces.getAndIncrement() == 0) {
        try {
          threads.execute(this::drain);
        } catch (RejectedExecutionException e) {
          closed = true;
        }
      }
      return !closed;
    }

    private void drain() {
      do {
        Piece piece = queue.poll();
        if (piece != null) {
          run(piece);
        }
      } while (pieces.decrementAndGet() > 0);
    }

    private void run(Piece piece) {
      try {
        piece.work().run();
      } catch (Throwable e) { // an Error must not leave the lane stuck
        LOG.atError().setCause(e).log("a disk writer failed");
      } finally {
        waitingBytes.addAndGet(-piece.bytes());
      }
    }
  }
}
