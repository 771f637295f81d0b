package io.voxbus.sip.stack;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.SIPStackTimerTask;
import gov.nist.javax.sip.stack.timers.SipTimer;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The stack's timers on the event loop of the Call-ID they are for. The stack makes it by its name. */
public final class LoopTimer implements SipTimer {
  private volatile @Nullable Loops loops;
  private volatile boolean started;

  /** One timer. Lives on its loop. */
  private static final class Due implements Runnable {
    private final Loops loops;
    private final SIPStackTimerTask task;
    private final long period;
    private long beat;
    private volatile boolean cancelled;

    Due(Loops loops, SIPStackTimerTask task, long period) {
      this.loops = loops;
      this.task = task;
      this.period = period;
    }

    void arm(long delay) {
      if (!cancelled) {
        beat = beats().later(delay, this);
      }
    }

    @Override
    public void run() {
      if (cancelled) {
        return;
      }
      try {
        task.runTask();
      } finally {
        if (period > 0) {
          arm(period);
        }
      }
    }

    void cancel() {
      cancelled = true;
      task.cleanUpBeforeCancel();
      loops.run(task.getThreadHash(), () -> beats().cancel(beat, this));
    }

    private Beats beats() {
      return loops.beats(task.getThreadHash());
    }
  }

  void bind(Loops given) {
    loops = given;
  }

  @Override
  public boolean schedule(SIPStackTimerTask task, long delay) {
    return scheduleWithFixedDelay(task, delay, 0);
  }

  @Override
  public boolean scheduleWithFixedDelay(SIPStackTimerTask task, long delay, long period) {
    if (!started) {
      return false;
    }
    Loops bound = Objects.requireNonNull(loops);
    Due due = new Due(bound, task, period);
    task.setSipTimerTask(due);
    bound.run(task.getThreadHash(), () -> due.arm(delay));
    return true;
  }

  @Override
  public boolean cancel(SIPStackTimerTask task) {
    if (task.getSipTimerTask() instanceof Due due && !due.cancelled) {
      due.cancel();
      return true;
    }
    return false;
  }

  @Override
  public void start(SipStackImpl stack, Properties properties) {
    started = true;
  }

  /** Comes right before the stack sleeps a second for its own transports, which we do not use. */
  @Override
  public void stop() {
    started = false;
    Thread.currentThread().interrupt();
  }

  @Override
  public boolean isStarted() {
    return started;
  }
}
