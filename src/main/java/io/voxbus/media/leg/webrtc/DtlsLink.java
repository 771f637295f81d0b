package io.voxbus.media.leg.webrtc;

import io.voxbus.dtls.Handshake;
import io.voxbus.dtls.SrtpKeys;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.Semaphore;

/**
 * The DTLS side of a call. A thread is held, by a virtual one, only while a handshake goes on or something came after
 * it; it begins with the first datagram.
 */
final class DtlsLink {
  /** What becomes of it; on a virtual thread. */
  interface Listener {
    void secured(SrtpKeys keys);

    void failed(String reason);

    /** The other side has ended the association. */
    void ended();
  }

  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int EPOCH = 3;
  private static final int MESSAGE = 13;

  private enum State {
    NEW, SHAKING, SETTLED, SETTLING, CLOSED
  }

  /** @param atOnce so many handshakes are computed at the same time; more wait for their turn */
  record Workers(Executor executor, Semaphore atOnce) {}

  private final Handshake handshake;
  private final Workers workers;
  private final Listener listener;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
  private volatile Runnable last = () -> {};
  private volatile boolean silent;

  DtlsLink(Handshake handshake, Workers workers, Listener listener) {
    this.handshake = handshake;
    this.workers = workers;
    this.listener = listener;
  }

  /** Whether a datagram is the ClientHello that an association begins with, or a part of it (RFC 6347 section 4.1). */
  static boolean begins(byte[] packet, int length) {
    return length > MESSAGE && packet[0] == HANDSHAKE && packet[EPOCH] == 0
        && packet[EPOCH + 1] == 0 && packet[MESSAGE] == CLIENT_HELLO;
  }

  /** A datagram; does not wait. */
  void arrived(byte[] packet, int length) {
    handshake.arrive(Arrays.copyOf(packet, length));
    if (state.compareAndSet(State.NEW, State.SHAKING)) {
      workers.executor.execute(this::shake);
    } else if (state.compareAndSet(State.SETTLED, State.SETTLING)) {
      workers.executor.execute(this::settle);
    }
  }

  /** @param whenTold is run when the other side has been told */
  void close(Runnable whenTold) {
    last = whenTold;
    State before = state.getAndSet(State.CLOSED);
    if (before == State.SETTLED) {
      workers.executor.execute(this::end);
    } else if (before != State.SETTLING) { // whoever settles parts afterwards: one thread at a time
      handshake.close();
      whenTold.run();
    }
  }

  /** As {@link #close}, but the other side is not told: somebody else goes on with it. */
  void part(Runnable whenDone) {
    silent = true;
    close(whenDone);
  }

  private void end() {
    handshake.close();
    if (!silent) {
      handshake.farewell();
    }
    last.run();
  }

  private void shake() {
    try {
      SrtpKeys keys = handshake.accept(workers.atOnce);
      if (state.compareAndSet(State.SHAKING, State.SETTLED)) {
        listener.secured(keys);
        settleWhatWaits();
      }
    } catch (IOException | RuntimeException e) {
      if (state.compareAndSet(State.SHAKING, State.CLOSED)) {
        listener.failed("DTLS: " + e.getMessage());
      }
    }
  }

  private void settle() {
    boolean goesOn = handshake.settle();
    State next = goesOn ? State.SETTLED : State.CLOSED;
    if (!state.compareAndSet(State.SETTLING, next)) {
      end();
    } else if (goesOn) {
      settleWhatWaits();
    } else {
      listener.ended();
    }
  }

  /** What came while the state changed would wait for the next datagram otherwise. */
  private void settleWhatWaits() {
    if (handshake.waiting() && state.compareAndSet(State.SETTLED, State.SETTLING)) {
      workers.executor.execute(this::settle);
    }
  }
}
