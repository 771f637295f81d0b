package io.voxbus.media.lasting;

import io.voxbus.directory.lease.Lease;
import io.voxbus.media.leg.ChannelLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that runs many pipelines, each once every 20 ms by an absolute clock. The pipelines are spread over the
 * twenty milliseconds, so that a node full of calls works evenly; a millisecond without pipelines costs nothing, so a
 * few of them gather.
 *
 * <p>While the node's lease does not run, nothing ticks: no call of it sends anything.
 *
 * <p>It watches the sockets of its legs as well. Between two ticks it waits in the selector, which knows whole
 * milliseconds only, and the rest of one parked: so an idle node reads packets as they arrive, and a busy one those of a
 * millisecond at once.
 */
public final class MediaLoop implements ChannelLoop, AutoCloseable {
  /** Something that is due every 20 ms. Runs on the loop's thread; must not block. */
  public interface Task {
    /** @param nowNanos {@link System#nanoTime} */
    void tick(long nowNanos);

    /** Ticks have been left out, because the process stood still or might not act; the next follows at once. */
    default void late(long nowNanos) {}

    /** It has failed and ticks no more. */
    default void failed(Throwable why) {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);
  private static final long MILLI = 1_000_000;

  private final Lease lease;
  private final Slots slots = new Slots(System.nanoTime(), this::failed);
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean open = true;
  private final AtomicInteger tasks = new AtomicInteger();
  private final Selector selector;
  /** Whether the thread is, or is about to be, in the selector, from which unparking does not wake it. */
  private volatile boolean selecting;
  private int channels;

  @SuppressWarnings("ThreadPriorityCheck")
  public MediaLoop(String name, Lease lease) {
    this.lease = lease;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().name(name).daemon().priority(Thread.MAX_PRIORITY).start(this::run);
  }

  /** How many pipelines it runs, for the choice of a loop. */
  public int load() {
    return tasks.get();
  }

  @Override
  public void execute(Runnable command) {
    commands.add(command);
    wake();
  }

  @Override
  public void watch(DatagramChannel channel, Readable reader) throws IOException {
    channel.register(selector, SelectionKey.OP_READ, reader);
    channels++;
  }

  @Override
  public void close(DatagramChannel channel) {
    try {
      channels -= channel.isRegistered() ? 1 : 0;
      channel.close();
      selector.selectNow(MediaLoop::read); // only this gives the port back
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("media socket did not close");
    }
  }

  /** Whether anything may be sent now. */
  public boolean runs() {
    return lease.runs(System.nanoTime());
  }

  /** On the loop's thread: adds a task where there is room. */
  public void add(Task task) {
    slots.add(task);
    tasks.incrementAndGet();
  }

  /**
   * On the loop's thread: lets the task run {@code afterMillis} from now, or with others at most {@code leewayMillis} later,
   * and every 20 ms from then on.
   */
  public void align(Task task, int afterMillis, int leewayMillis) {
    slots.move(task, System.nanoTime(), afterMillis, leewayMillis);
  }

  /** On the loop's thread: lets another task go on at the times of one; without it, if that runs no more. */
  public void replace(Task before, Task after) {
    slots.replace(before, after);
  }

  /** On the loop's thread. */
  public void remove(Task task) {
    if (slots.remove(task)) {
      tasks.decrementAndGet();
    }
  }

  @Override
  public void close() {
    open = false;
    wake();
  }

  private void wake() {
    if (selecting) {
      selector.wakeup();
    } else {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (open) {
      tick(System.nanoTime()); // first: what a command adds has not been due before
      runCommands();
      if (channels == 0) {
        park(slots.nextNanos());
      } else {
        select(slots.nextNanos());
      }
    }
    closeSelector();
  }

  /** A node that may have lost its calls to others is as if it were stopped. */
  private void tick(long nowNanos) {
    if (lease.runs(nowNanos)) {
      slots.run(nowNanos);
    } else {
      slots.skip(nowNanos);
    }
  }

  private void park(long untilNanos) {
    if (!commands.isEmpty()) {
      return;
    }
    if (untilNanos == Long.MAX_VALUE) {
      LockSupport.park();
    } else {
      LockSupport.parkNanos(untilNanos - System.nanoTime());
    }
  }

  private void select(long untilNanos) {
    long wait = untilNanos - System.nanoTime();
    if (wait > 0 && wait < MILLI) {
      park(untilNanos);
    }
    selecting = true;
    try {
      if (wait < MILLI || !commands.isEmpty()) {
        selector.selectNow(MediaLoop::read);
      } else {
        selector.select(MediaLoop::read, wait / MILLI);
      }
    } catch (IOException e) {
      LOG.atError().setCause(e).log("media selector failed");
    } finally {
      selecting = false;
    }
  }

  private static void read(SelectionKey key) {
    try {
      ((Readable) key.attachment()).readable((DatagramChannel) key.channel(), System.nanoTime());
    } catch (Throwable e) { // an Error too: the thread is that of other calls
      LOG.atError().setCause(e).log("media packet failed");
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("media selector did not close");
    }
  }

  private void runCommands() {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      try {
        command.run();
      } catch (Throwable e) { // whose it is goes wrong, not the others
        LOG.atError().setCause(e).log("media command failed");
      }
    }
  }

  private void failed(Task task, Throwable why) {
    LOG.atError().setCause(why).log("media of a call failed");
    remove(task);
    try {
      task.failed(why);
    } catch (Throwable e) {
      LOG.atError().setCause(e).log("failure of media can't be told");
    }
  }
}
