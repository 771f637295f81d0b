package io.voxbus.bus;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** A verticle that lives with a call or a socket: one event loop, no locks; it ends itself. */
public abstract class SessionVerticle extends VerticleBase {
  private static final int FIRST_LOOK_MILLIS = 2_000;
  private static final int NEXT_LOOK_MILLIS = 30_000;

  protected final Bus bus;
  private long looking = -1;
  private boolean looksNoMore;

  protected SessionVerticle(Bus bus) {
    this.bus = bus;
  }

  /** Undeploys this session with its addresses and timers; comes when nothing reaches it any more. */
  protected final Future<Void> close() {
    return vertx.undeploy(deploymentID());
  }

  /**
   * Ends this session when its call is not on this node any more, though nobody told it so: a call may end while the
   * session is being opened.
   */
  protected final void endWith(String callId) {
    look(callId, FIRST_LOOK_MILLIS);
  }

  /** Another session in its place looks after that from now on. */
  protected final void lookNoMore() {
    looksNoMore = true;
    vertx.cancelTimer(looking);
  }

  private void look(String callId, int afterMillis) {
    looking = vertx.setTimer(afterMillis, due -> bus.owner(callId).onComplete(owner -> {
      boolean here = owner.succeeded()
          ? owner.result().equals(bus.nodeId())
          : Fault.of(owner.cause()).code() != 404;
      if (looksNoMore) {
        return;
      }
      if (here) {
        look(callId, NEXT_LOOK_MILLIS);
      } else {
        close();
      }
    }));
  }
}
