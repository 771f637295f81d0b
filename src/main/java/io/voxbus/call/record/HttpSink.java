package io.voxbus.call.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.voxbus.directory.FileNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records to an HTTP server by way of a {@link Spool}: what is written is on the disk first and leaves it when
 * the server has answered 2xx (or 4xx, then it is put aside). While the server is down one record is tried at ever
 * longer intervals; a record the server chokes on goes to the end of the queue and holds up no other. Nodes and
 * versions may share a spool: one of them empties it, the others take over when it is gone.
 */
final class HttpSink implements CallRecordSink {
  private static final Logger LOG = LoggerFactory.getLogger(HttpSink.class);
  /** How often at least it is looked whether somebody else has left records. */
  private static final long SWEEP_MILLIS = 10_000;
  private final CallRecordConfig config;
  private final Vertx vertx;
  private final Context context;
  private final RecordWriter writer;
  private final Spool spool;
  private final RecordPost post;

  // only touched on the context
  private final LinkedHashSet<String> queue = new LinkedHashSet<>();
  private final Set<String> sending = new HashSet<>();
  private final long sweep;
  private Backoff backoff;
  private boolean claimed;
  private boolean waiting;
  private @Nullable Promise<Void> closing;

  HttpSink(CallRecordConfig config, Vertx vertx, Consumer<String> failed) {
    this.config = config;
    this.vertx = vertx;
    context = vertx.getOrCreateContext();
    writer = new RecordWriter(vertx, failed, config.retryMin().millis());
    spool = new Spool(Path.of(config.spool()), config.maxSpoolBytes());
    post = new RecordPost(vertx, config, Objects.requireNonNull(config.url()));
    backoff = new Backoff(config.retryMin().millis(), config.retryMax().millis());
    sweep = vertx.setPeriodic(Math.clamp(config.retryMax().millis(), 1, SWEEP_MILLIS),
        id -> context.runOnContext(nothing -> sweep()));
    context.runOnContext(nothing -> sweep());
  }

  @Override
  public Future<Void> write(CallRecord record) {
    return writer.write(record.callId(), () -> {
      List<Spool.Attachment> attachments = config.withMedia() ? attachments(record) : List.of();
      return spool.put(RecordFiles.baseName(record), RecordJson.write(record, config.casing()),
          attachments);
    }).onSuccess(name -> context.runOnContext(nothing -> {
      if (claimed) {
        take(List.of(name));
      }
    })).mapEmpty();
  }

  @Override
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(nothing -> {
      if (closing != null) {
        closing.future().onComplete(closed);
        return;
      }
      vertx.cancelTimer(sweep);
      queue.clear();
      closing = closed;
      finish();
    });
    return closed.future();
  }

  private static List<Spool.Attachment> attachments(CallRecord record) {
    List<Spool.Attachment> attachments = new ArrayList<>();
    for (CallRecord.Media media : record.recorder()) {
      if (media.isHere()) {
        attachments.add(new Spool.Attachment("media_" + media.trackId(),
            media.path().toAbsolutePath(), "audio/wav", media.size()));
      }
    }
    Path dump = record.dumpEventFile();
    if (dump != null) {
      attachments.add(new Spool.Attachment("dump_events_" + FileNames.encode(record.callId())
          + ".events.jsonl", dump.toAbsolutePath(), "application/x-ndjson", 0));
    }
    return attachments;
  }

  /** Takes the spool when nobody has it, and what lies there when we have nothing else to do. */
  private void sweep() {
    if (closing != null || !queue.isEmpty() || !sending.isEmpty()) {
      return;
    }
    run(() -> spool.claim() ? spool.names() : null)
        .onFailure(e -> LOG.atWarn().addKeyValue("reason", e.toString()).log("spool not readable"))
        .onSuccess(names -> {
          claimed = names != null;
          if (names != null && closing == null) {
            take(names);
          }
        });
  }

  /** A record is found by {@link #sweep} and told of by {@link #write}, perhaps when it is on its way already. */
  private void take(List<String> names) {
    names.stream().filter(name -> !sending.contains(name)).forEach(queue::add);
    pump();
  }

  private void pump() {
    int atOnce = backoff.failures() > 0 ? 1 : config.concurrency();
    while (closing == null && !waiting && sending.size() < atOnce && !queue.isEmpty()) {
      send(queue.removeFirst());
    }
  }

  private void send(String name) {
    sending.add(name);
    run(() -> spool.read(name))
        .compose(entry -> entry == null
            ? Future.succeededFuture(new Verdict.Taken())
            : post.send(entry))
        .recover(e -> Future.succeededFuture(unreadable(e)))
        .compose(verdict -> settle(name, verdict).map(verdict))
        .recover(e -> Future.succeededFuture(new Verdict.Later(e.toString(), 0)))
        .onSuccess(verdict -> sent(name, verdict));
  }

  private static Verdict unreadable(Throwable e) {
    return e instanceof JsonProcessingException
        ? new Verdict.Rejected("damaged")
        : new Verdict.Later(e.toString(), 0);
  }

  private Future<?> settle(String name, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Taken() -> run(() -> spool.delete(name));
      case Verdict.Rejected(String reason) -> run(() -> spool.reject(name, reason))
          .onSuccess(done -> LOG.atWarn().addKeyValue("record", name)
              .addKeyValue("reason", reason).log("call record rejected"));
      case Verdict.Later later -> Future.succeededFuture(later);
    };
  }

  private void sent(String name, Verdict verdict) {
    sending.remove(name);
    if (verdict instanceof Verdict.Later(String reason, long afterMillis)) {
      queue.add(name);
      backOff(reason, afterMillis);
    } else if (backoff.failures() > 0) {
      LOG.atInfo().addKeyValue("waiting", queue.size()).log("call record sink is back");
      backoff = backoff.succeeded();
    }
    pump();
    finish();
  }

  private void backOff(String reason, long afterMillis) {
    if (backoff.failures() == 0) {
      LOG.atWarn().addKeyValue("reason", reason).log("call record sink is down");
    }
    if (!waiting && closing == null) {
      backoff = backoff.failed();
      waiting = true;
      vertx.setTimer(backoff.delayMillis(afterMillis), id -> context.runOnContext(nothing -> {
        waiting = false;
        pump();
      }));
    }
  }

  /** Whoever closes waits for the answers that are due: what was sent is then not sent again. */
  private void finish() {
    Promise<Void> closed = closing;
    if (closed != null && sending.isEmpty()) {
      run(() -> {
        spool.release();
        return true;
      }).eventually(post::close).eventually(writer::close).<Void>mapEmpty()
          .onComplete(closed);
    }
  }

  private <T> Future<T> run(Callable<T> work) {
    return writer.run(work);
  }
}
