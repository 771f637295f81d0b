package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.call.record.CallRecord;
import io.voxbus.call.record.CallRecordSink;
import io.voxbus.call.rules.CallMachine;
import io.voxbus.call.state.RecordedPart;
import io.voxbus.call.state.StateText;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Signal;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.lease.LastBeats;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.NodeLoad;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Told;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.testing.Records;
import io.voxbus.testing.SharedDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call that another node had: media, clients and directory are played by the test. */
@ExtendWith(VertxExtension.class)
class TakenCallFixture {
  static final Client CLIENT = new Client("k1", "n1", "k1", true);

  final SharedDirectory calls = new SharedDirectory();
  final LastBeats beats = new LastBeats();
  final BlockingQueue<MediaRequest> media = new LinkedBlockingQueue<>();
  final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();
  /** What the media has recorded when it ends. */
  volatile MediaEvent.@Nullable Recording recording;
  Bus bus;
  NodeLoad load;
  Tenure tenure = Tenure.forever();
  @Nullable
  Long graceMillis;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    bus = new Bus(vertx, "n1",
        id -> calls.find(id).compose(entry -> entry.map(CallEntry::node)
            .map(Future::succeededFuture)
            .orElse(Future.failedFuture(Fault.notFound(id)))),
        Duration.ofSeconds(5));
    load = new NodeLoad(new NodeEntry("n1", 0, 10, false, "", 0, 0),
        new LocalNode(), tenure);
    bus.serve(Addresses.media(), request -> {
      media.add((MediaRequest) request);
      return Future.succeededFuture(new MediaRequest.Opened(""));
    });
    bus.receive(Addresses.media("s1"), request -> {
      media.add((MediaRequest) request);
      if (request instanceof MediaRequest.Part) {
        bus.send(Addresses.mediaEvents("s1"), new MediaEvent.Closed(0, recording));
      }
    });
    bus.receive(Addresses.session("k1", "n1"), told::add);
    CallServices services = Records.of(CallServices.class, "bus", bus, "calls", calls, "load",
        load, "beats", beats, "records", new Sink(), "meters",
        new Meters(new SimpleMeterRegistry()), "writers",
        new DiskWriters());
    answer(vertx.deployVerticle(
        new CallHost(services, Records.of(CallConfig.class, "maxCalls", 10))));
  }

  /** On a node n0: seven events, and a file of which a second and a bit was heard. */
  void kept(CallType type, RecordedPart... recordings) {
    CallSetup setup = new CallSetup("s1", type, CallOption.NONE, "server", graceMillis,
        false);
    CallMachine machine = new CallMachine(setup, CallRules.defaults(), "n0");
    long now = System.currentTimeMillis();
    machine.start(now - 5_000);
    machine.on(new Signal.MediaOpened(""), now - 5_000);
    machine.on(new Signal.Commanded(new Command.Play("a.wav", "a", false, null, null)),
        now - 4_000);
    machine.on(new Signal.FromMedia(new MediaEvent.ItemBegan(0, 0)), now - 1_500);
    StateText text = new StateText(setup);
    text.changed(7, List.of(CLIENT), List.of(recordings), machine.state());
    calls.states.put("s1", text.at("n0", 1, now - 400, false));
    calls.entries.put("s1", entry(type));
  }

  static CallEntry entry(CallType type) {
    return new CallEntry("s1", type, "n0", 1, "answered", 0, null, null, null, null,
        Json.mapper().createObjectNode());
  }

  Future<CallReply.Hosted> takeOver(long epoch) {
    return bus.ask(Addresses.calls("n1"), new CallRequest.TakeOver("s1", "n0", epoch),
        CallReply.Hosted.class);
  }

  /** Of s1, which was answered after a second: what the list of calls told of it. */
  void hasTheRecordOfALostCall() throws Exception {
    CallRecord record = take(records);
    assertEquals(
        new CallRecord("webSocket", "s1", Json.mapper().createObjectNode(), Instant.EPOCH, null,
            Instant.ofEpochMilli(1_000), record.endTime(), "", "", 200, null, null, "nodeFailure",
            List.of(), List.of(), null, null),
        record);
  }

  void attach(long since) throws Exception {
    answer(bus.ask(Addresses.call("s1"), new CallRequest.Attach(CLIENT, since),
        CallReply.Attached.class));
  }

  void obey(Command command) throws Exception {
    answer(bus.ask(Addresses.call("s1"), new CallRequest.Obey(command), CallReply.Done.class));
  }

  <R extends MediaRequest> R await(Class<R> wanted) throws Exception {
    while (true) {
      MediaRequest next = take(media);
      if (wanted.isInstance(next)) {
        return wanted.cast(next);
      }
    }
  }

  long seq() throws Exception {
    return ((Emitted) take(told)).seq();
  }

  static <T> T take(BlockingQueue<T> queue) throws Exception {
    T next = queue.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came");
    }
    return next;
  }

  static <T> T answer(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  static int fault(Future<?> future) throws Exception {
    return Fault.of(future.toCompletionStage().toCompletableFuture()
        .handle((done, failure) -> failure).get(10, TimeUnit.SECONDS)).code();
  }

  private final class Sink implements CallRecordSink {
    @Override
    public Future<Void> write(CallRecord record) {
      records.add(record);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
