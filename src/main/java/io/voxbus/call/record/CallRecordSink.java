package io.voxbus.call.record;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** Takes the records of calls that have ended. Any thread may write; none waits for a disk or a server. */
public interface CallRecordSink {
  /** Succeeds when the record is safe on a disk, which may take until there is room on it. */
  Future<Void> write(CallRecord record);

  /** Finishes what has begun. What an HTTP server has not taken yet stays in the spool for the next start. */
  Future<Void> close();

  /** Where records go that nobody wants. */
  static CallRecordSink none() {
    return new NoSink();
  }

  /** The sink of a configuration. {@code failed} is told of each record that waits for its disk or is lost, from any thread. */
  static CallRecordSink of(CallRecordConfig config, Vertx vertx, Consumer<String> failed) {
    return switch (config.type()) {
      case NONE -> none();
      case LOCAL -> new FolderSink(config, vertx, failed);
      case HTTP -> new HttpSink(config, vertx, failed);
    };
  }
}
