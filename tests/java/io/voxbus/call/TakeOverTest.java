package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.voxbus.call.state.CallState;
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
import io.voxbus.directory.lease.LastBeats;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Moved;
import io.voxbus.protocol.api.Told;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import io.voxbus.testing.Records;
import io.voxbus.testing.SharedDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node gets a call of another one: media, clients and directory are played by the test. */
@ExtendWith(VertxExtension.class)
class TakeOverTest {
  private static final Client CLIENT = new Client("k1", "n1", "k1", true);

  private final SharedDirectory calls = new SharedDirectory();
  private final LastBeats beats = new LastBeats();
  private final BlockingQueue<MediaRequest> media = new LinkedBlockingQueue<>();
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();
  /** What the media has recorded when it ends. */
  private volatile MediaEvent.@Nullable Recording recording;
  private Bus bus;
  private NodeLoad load;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    bus = new Bus(vertx, "n1",
        id -> calls.find(id).compose(entry -> entry.map(CallEntry::node)
            .map(Future::succeededFuture)
            .orElse(Future.failedFuture(Fault.notFound(id)))),
        Duration.ofSeconds(5));
    load = new NodeLoad(new NodeEntry("n1", 0, 10, false, "", 0, 0),
        new LocalNode(), Tenure.forever());
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

  @Test
  void aCallGoesOnFromWhatWasKept() throws Exception {
    kept(CallType.WEB_SOCKET);

    assertEquals(new CallReply.Hosted("n1"), answer(takeOver(1)));

    assertEquals(2, await(MediaRequest.Open.class).part());
    MediaRequest.Play play = await(MediaRequest.Play.class);
    assertTrue(((Sound.File) play.sound()).offsetMillis() >= 1_000, play.toString());
    assertEquals(new Moved("n1"), take(told));
    attach(7);
    Emitted custom = (Emitted) take(told);
    assertEquals(8, custom.seq());
    assertEquals("cluster", ((Event.Custom) custom.event()).sender());
    assertEquals(1, load.calls());
    bus.ask(Addresses.call("s1"), new CallRequest.Kill("killed", "system"),
        CallReply.Done.class);
    assertEquals(List.of(9L, 10L, 11L), List.of(seq(), seq(), seq()));
    assertEquals("killed", take(records).hangupReason());
    assertTrue(calls.entries.isEmpty());
  }

  @Test
  void whatWasPlayedGoesOnFromTheLastBeatOfItsNode() throws Exception {
    kept(CallType.WEB_SOCKET);
    beats.heard("n0/a", System.currentTimeMillis() - 200);
    answer(takeOver(1));
    Sound.File file = (Sound.File) await(MediaRequest.Play.class).sound();
    assertTrue(file.offsetMillis() >= 1_400, file.toString());
  }

  @Test
  void itsClientsHearItBeforeTheyComeBackAndNoMoreWhenTheyDoNot() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    assertEquals(List.of(new MediaRequest.Join("k1", "n1")),
        await(MediaRequest.Open.class).clients());
    assertEquals(new MediaRequest.Leave("k1"), await(MediaRequest.Leave.class));
  }

  @Test
  void nothingIsWrittenBeforeItsClientsHaveComeBackAndACommandIsAnsweredWhenItIs()
      throws Exception {
    kept(CallType.WEB_SOCKET);
    String former = calls.states.get("s1");
    answer(takeOver(1));
    await(MediaRequest.Play.class);
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.Dtmf("1"));
    Future<CallReply.Done> paused = bus.ask(Addresses.call("s1"),
        new CallRequest.Obey(new Command.Pause(null)), CallReply.Done.class);
    await(MediaRequest.Pause.class);
    assertEquals(former, calls.states.get("s1"));
    assertFalse(paused.isComplete());
    assertEquals(409, fault(bus.ask(Addresses.call("s1"), new CallRequest.Move("n2", true),
        CallReply.Hosted.class)));

    attach(7);
    answer(paused);
    assertEquals(List.of("Custom", "Dtmf", "Other"),
        CallState.read(calls.states.get("s1")).events().stream()
            .map(emitted -> emitted.event().getClass().getSimpleName()).toList());
  }

  @Test
  void oneOfTwoGetsIt() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    assertEquals(410, fault(takeOver(1)));
    assertEquals(1, load.calls());
  }

  @Test
  void aCallOfWhichNothingWasKeptIsNoGhost() throws Exception {
    calls.entries.put("s1", entry(CallType.WEB_SOCKET));
    assertEquals(410, fault(takeOver(1)));
    assertTrue(calls.entries.isEmpty());
    calls.entries.put("s1", entry(CallType.WEB_SOCKET));
    calls.states.put("s1", "{\"machine\":");
    assertEquals(410, fault(takeOver(1)));
    assertTrue(calls.entries.isEmpty());
    assertEquals(0, load.calls());
  }

  @Test
  void aCallWhoseMediaIsLostEndsWithOneHangupAndOneRecord() throws Exception {
    kept(CallType.WEBRTC);
    answer(takeOver(1));
    while (!(take(told) instanceof Emitted emitted
        && emitted.event() instanceof Event.Hangup hangup)) {
      // the ends of its tracks come before it
    }
    assertEquals("nodeFailure", take(records).hangupReason());
    assertTrue(calls.entries.isEmpty());
    assertTrue(media.isEmpty());
  }

  @Test
  void theRecordSaysWhyPartsOfTheRecordingAreNotWhole() throws Exception {
    kept(CallType.WEB_SOCKET, RecordedPart.begun("/r/s1.wav", "n0").failed("no space"));
    answer(takeOver(1));
    await(MediaRequest.Open.class);
    attach(7);
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.RecordingBegan("/r/s1-2.wav"));
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.Failed("recorder", 507, "no space"));
    bus.ask(Addresses.call("s1"), new CallRequest.Kill("killed", "system"),
        CallReply.Done.class);
    await(MediaRequest.Close.class);
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.Closed(0,
        new MediaEvent.Recording("/r/s1-2.wav", 44, "no space")));

    assertEquals(
        List.of(
            new CallRecord.Media("s1", Path.of("/r/s1.wav"), 0,
                Map.of("node", "n0", "unfinished", "true", "error", "no space")),
            new CallRecord.Media("s1", Path.of("/r/s1-2.wav"), 44, Map.of("error", "no space"))),
        take(records).recorder());
  }

  @Test
  void anEventIsToldWhenItIsKept() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    take(told);
    take(told);
    bus.ask(Addresses.call("s1"), new CallRequest.Obey(new Command.History("a", "b")),
        CallReply.Done.class);
    assertEquals(9, seq());
    assertTrue(calls.states.get("s1").contains("\"seq\":9"), "it had been kept before");
  }

  @Test
  void aFormerOwnerLeavesWithoutAHangupOrARecord() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    take(told);
    take(told);
    assertEquals(409, fault(bus.ask(Addresses.call("s1"), new CallRequest.GiveUp(2),
        CallReply.Done.class)));
    answer(bus.ask(Addresses.call("s1"), new CallRequest.GiveUp(3), CallReply.Done.class));
    assertEquals(new Moved(""), take(told));
    assertEquals(0, load.calls());
    assertTrue(records.isEmpty());
    assertFalse(calls.entries.isEmpty(), "the entry is the new owner's");
  }

  @Test
  void aCallWithAClientOnTheNodeThatLeavesMovesOnlyWhenItHasTo() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    assertEquals(409, fault(bus.ask(Addresses.call("s1"), new CallRequest.Move("n9", false),
        CallReply.Hosted.class)));
    assertTrue(records.isEmpty());
  }

  @Test
  void aCallThatNobodyTakesStaysWhereItIs() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    take(told);
    take(told);
    await(MediaRequest.Play.class);
    assertEquals(404, fault(bus.ask(Addresses.call("s1"), new CallRequest.Move("n9", true),
        CallReply.Hosted.class)));
    await(MediaRequest.Part.class);
    await(MediaRequest.Open.class);
    await(MediaRequest.Play.class);
    assertEquals(9, seq());
    assertTrue(records.isEmpty());
  }

  @Test
  void aNodeThatGivesACallAwayTellsThatItsRecordingIsThere() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    await(MediaRequest.Play.class);
    attach(7);
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.RecordingBegan("s1-2.wav"));
    recording = new MediaEvent.Recording("s1-2.wav", 4_044, null);

    assertEquals(404, fault(bus.ask(Addresses.call("s1"), new CallRequest.Move("n9", true),
        CallReply.Hosted.class)));

    assertEquals(List.of(new RecordedPart("s1-2.wav", 4_044, "n1", null)),
        CallState.read(calls.states.get("s1")).recordings());
  }

  @Test
  void theRecordOfACallThatHasMovedTellsOnWhichNodeItsFirstPartIs() throws Exception {
    kept(CallType.WEB_SOCKET, new RecordedPart("s1.wav", 4_044, "n0", null));
    answer(takeOver(1));
    bus.ask(Addresses.call("s1"), new CallRequest.Kill("killed", "system"),
        CallReply.Done.class);
    assertEquals(List.of(new CallRecord.Media("s1", Path.of("s1.wav"), 4_044,
        Map.of("node", "n0"))), take(records).recorder());
  }

  /** On a node n0: seven events, and a file of which a second and a bit was heard. */
  private void kept(CallType type, RecordedPart... recordings) {
    CallSetup setup = new CallSetup("s1", type, CallOption.NONE, "server", null, false);
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

  private static CallEntry entry(CallType type) {
    return new CallEntry("s1", type, "n0", 1, "answered", 0, null, null, null, null,
        Json.mapper().createObjectNode());
  }

  private Future<CallReply.Hosted> takeOver(long epoch) {
    return bus.ask(Addresses.calls("n1"), new CallRequest.TakeOver("s1", "n0", epoch),
        CallReply.Hosted.class);
  }

  private void attach(long since) throws Exception {
    answer(bus.ask(Addresses.call("s1"), new CallRequest.Attach(CLIENT, since),
        CallReply.Attached.class));
  }

  private <R extends MediaRequest> R await(Class<R> wanted) throws Exception {
    while (true) {
      MediaRequest next = take(media);
      if (wanted.isInstance(next)) {
        return wanted.cast(next);
      }
    }
  }

  private long seq() throws Exception {
    return ((Emitted) take(told)).seq();
  }

  private static <T> T take(BlockingQueue<T> queue) throws Exception {
    T next = queue.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came");
    }
    return next;
  }

  private static <T> T answer(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static int fault(Future<?> future) throws Exception {
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
