package io.voxbus.call.record;

import io.vertx.core.Future;

/** Call records are switched off. */
final class NoSink implements CallRecordSink {
  @Override
  public Future<Void> write(CallRecord record) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
