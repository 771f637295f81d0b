package io.voxbus.call;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.voxbus.protocol.bus.MediaEvent;

/** A call on its way to another node: it stands still until it lives there, or goes on here. */
final class Departure {
  /** A recording that is slow to close does not keep the call waiting. */
  private static final long SILENCE_MILLIS = 500;

  private final Promise<Boolean> over = Promise.promise();
  private final Promise<Void> silent = Promise.promise();

  Departure(Vertx vertx) {
    vertx.setTimer(SILENCE_MILLIS, late -> silent.tryComplete());
  }

  void on(MediaEvent event) {
    if (event instanceof MediaEvent.Closed) {
      silent.tryComplete();
    }
  }

  /** Comes when the media has closed. */
  Future<Void> silent() {
    return silent.future();
  }

  /** Whether the call goes on here, when that is known. */
  Future<Boolean> over() {
    return over.future();
  }

  void end(boolean stays) {
    over.complete(stays);
  }
}
