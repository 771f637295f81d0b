package io.voxbus.media;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that runs many pipelines, each once every 20 ms by an absolute clock. The pipelines are spread over the
 * twenty milliseconds, so that a node full of calls works evenly; a millisecond without pipelines costs nothing.
 */
public final class MediaLoop implements AutoCloseable {
  /** Something that is due every 20 ms. Runs on the loop's thread; must not block. */
  public interface Task {
    /** @param nowNanos {@link System#nanoTime} */
    void tick(long nowNanos);
  }

  private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

  private final Slots slots = new Slots(System.nanoTime());
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean open = true;
  private final AtomicInteger tasks = new AtomicInteger();

  @SuppressWarnings("ThreadPriorityCheck")
  public MediaLoop(String name) {
    thread = Thread.ofPlatform().name(name).daemon().priority(Thread.MAX_PRIORITY).start(this::run);
  }

  /** How many pipelines it runs, for the choice of a loop. */
  public int load() {
    return tasks.get();
  }

  /** Runs something on the loop's thread soon; in order. From any thread. */
  public void execute(Runnable command) {
    commands.add(command);
    LockSupport.unpark(thread);
  }

  /** On the loop's thread: adds a task in the emptiest slot. */
  public void add(Task task) {
    slots.add(task);
    tasks.incrementAndGet();
  }

  /** On the loop's thread: lets the task run {@code afterMillis} from now, and every 20 ms from then on. */
  public void align(Task task, int afterMillis) {
    slots.move(task, System.nanoTime(), afterMillis);
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
    LockSupport.unpark(thread);
  }

  private void run() {
    while (open) {
      slots.run(System.nanoTime()); // first: what a command adds has not been due before
      runCommands();
      park(slots.nextNanos());
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

  private void runCommands() {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      try {
        command.run();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("media command failed");
      }
    }
  }
}
