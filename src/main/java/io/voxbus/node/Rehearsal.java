package io.voxbus.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Json;
import io.voxbus.call.Specimen;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.OwnCalls;
import io.voxbus.directory.RehearsedCalls;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Client;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Calls of a node that never was are taken over, heard and ended, some at a time, by all that does so when a node is
 * killed: that happens to most nodes once, all calls at once, and the first time takes several times as long, as classes
 * are loaded and linked and nothing is compiled. Nobody but this node knows of these calls.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final int AT_ONCE = 4;
  /** The node is there already, and may have calls. */
  private static final int PAUSE_MILLIS = 100;

  private final Bus bus;
  private final RehearsedCalls calls;
  /** What nodes that never were are called, of each round another one: what looks for the calls of one finds none of the next. */
  private final String never = "never-" + UUID.randomUUID();
  private final Takeovers takeovers;
  private int waiting;
  private int done;

  /** @param count of calls */
  Rehearsal(Bus bus, RehearsedCalls calls, int count) {
    this.waiting = count;
    this.bus = bus;
    this.calls = calls;
    LocalNode alone = new LocalNode();
    alone.report(new NodeEntry(bus.nodeId(), 0, 1, false));
    this.takeovers = new Takeovers(bus, calls.stage(), alone, Tenure.forever(),
        Meters.unread(), Level.DEBUG);
    takeovers.mayTake(node -> node.startsWith(never));
  }

  /** What a rehearsed call is kept in. */
  static CallDirectory stage(CallDirectory shared) {
    OwnCalls stage = new OwnCalls(shared, Tenure.forever());
    stage.mayTake(any -> true);
    return stage;
  }

  /** Takes some seconds; comes with how many went well. One that does not ends it. */
  Future<Integer> run() {
    Promise<Integer> rehearsed = Promise.promise();
    bus.vertx().getOrCreateContext().runOnContext(go -> {
      long began = System.nanoTime();
      next().onComplete(ended -> {
        LOG.atLevel(ended.succeeded() ? Level.INFO : Level.WARN).addKeyValue("calls", done)
            .addKeyValue("millis", (System.nanoTime() - began) / 1_000_000)
            .addKeyValue("ended", ended.succeeded() ? "" : String.valueOf(ended.cause()))
            .log("take-over rehearsed");
        rehearsed.complete(done);
      });
    });
    return rehearsed.future();
  }

  private Future<?> next() {
    if (waiting == 0) {
      return Future.succeededFuture();
    }
    String lost = never + "-" + waiting;
    List<RehearsedClient> clients = Stream.generate(() -> new RehearsedClient(bus))
        .limit(Math.min(AT_ONCE, waiting)).toList();
    waiting -= clients.size();
    return Future.all(clients.stream().map(client -> lose(client, lost)).toList())
        .onSuccess(kept -> takeovers.begin(lost))
        .compose(kept -> Future.all(clients.stream().map(this::served).toList()))
        .onFailure(failure -> clients.forEach(client -> client.leave(failure)))
        .compose(served -> bus.vertx().timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
        .compose(rested -> next());
  }

  /** One that goes on is still found where it is. */
  private Future<Void> served(RehearsedClient client) {
    return client.served().onSuccess(ended -> {
      calls.end(client.callId());
      done++;
    });
  }

  /** A call that its node has left behind. */
  private Future<Void> lose(RehearsedClient client, String lost) {
    String id = client.callId();
    Specimen call = Specimen.of(id, lost,
        new Client(client.socketId(), bus.nodeId(), client.socketId(), true));
    long now = System.currentTimeMillis();
    CallEntry entry = new CallEntry(id, CallType.WEB_SOCKET, lost, 1, "answered", now, null, now,
        null, null, Json.mapper().createObjectNode());
    calls.begin(id);
    return calls.claim(entry).compose(claimed -> calls.keep(entry, call.state()))
        .onSuccess(kept -> client.follow(call.seq()));
  }
}
