package io.voxbus.media;

import java.util.ArrayList;
import java.util.List;
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
  private static final int PERIOD = 20;
  private static final long MILLI = 1_000_000;
  /** After a longer stop of the whole process the clock starts anew instead of catching up. */
  private static final int MOST_BEHIND = 10 * PERIOD;

  private final List<List<Task>> slots = new ArrayList<>();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean open = true;
  private final AtomicInteger tasks = new AtomicInteger();

  @SuppressWarnings("ThreadPriorityCheck")
  public MediaLoop(String name) {
    for (int i = 0; i < PERIOD; i++) {
      slots.add(new ArrayList<>());
    }
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
    List<Task> emptiest = slots.get(0);
    for (List<Task> slot : slots) {
      emptiest = slot.size() < emptiest.size() ? slot : emptiest;
    }
    emptiest.add(task);
    tasks.incrementAndGet();
  }

  /** On the loop's thread: lets the task run {@code afterMillis} from now, and every 20 ms from then on. */
  public void align(Task task, int afterMillis) {
    long due = System.nanoTime() / MILLI + afterMillis;
    for (List<Task> slot : slots) {
      if (slot.remove(task)) {
        slots.get((int) (due % PERIOD)).add(task);
        return;
      }
    }
  }

  /** On the loop's thread. */
  public void remove(Task task) {
    for (List<Task> slot : slots) {
      if (slot.remove(task)) {
        tasks.decrementAndGet();
      }
    }
  }

  @Override
  public void close() {
    open = false;
    LockSupport.unpark(thread);
  }

  private void run() {
    long next = System.nanoTime() / MILLI;
    while (open) {
      runCommands();
      long now = System.nanoTime() / MILLI;
      if (now - next > MOST_BEHIND) {
        next = now;
      }
      while (next <= now) {
        runSlot((int) (next % PERIOD));
        next++;
      }
      park(next);
    }
  }

  private void park(long from) {
    if (!commands.isEmpty()) {
      return;
    }
    for (int i = 0; i < PERIOD; i++) {
      if (!slots.get((int) ((from + i) % PERIOD)).isEmpty()) {
        LockSupport.parkNanos((from + i) * MILLI - System.nanoTime());
        return;
      }
    }
    LockSupport.park();
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

  private void runSlot(int index) {
    List<Task> slot = slots.get(index);
    for (int i = 0; i < slot.size(); i++) {
      try {
        slot.get(i).tick(System.nanoTime());
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("media tick failed");
      }
    }
  }
}
