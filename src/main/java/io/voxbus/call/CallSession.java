package io.voxbus.call;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Movable;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.call.rules.CallMachine;
import io.voxbus.call.state.CallState;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Signal;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Moved;
import io.voxbus.protocol.api.Obeyed;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** A call on the bus: messages become signals of its machine, effects become messages. */
final class CallSession extends SessionVerticle implements Journal.Subject, Movable {
  private static final Logger LOG = LoggerFactory.getLogger(CallSession.class);
  private static final CallReply.Done DONE = new CallReply.Done();

  private final CallSetup setup;
  private final CallServices services;
  private final CallMachine machine;
  private final LongSupplier clock;
  private final CallLog callLog;
  private final Lines lines;
  private final Journal journal;
  private final Attendance attendance;
  private final Beginning beginning;
  private final Runnable ended;
  /** Of what is told of it in the log. */
  private final Level level;
  private CallEntry entry;
  private long timer = -1;
  private boolean watchingNodes;
  private boolean released;
  private List<Effect> restored = List.of();
  private @Nullable Departure departure;

  CallSession(CallServices services, CallConfig config, Beginning beginning, Runnable ended) {
    super(services.bus());
    this.setup = beginning.setup();
    this.services = services;
    this.entry = beginning.entry();
    this.beginning = beginning;
    String id = setup.callId();
    this.clock = bus.clock().begin(id);
    this.ended = ended;
    this.level = services.calls().rehearses(id) ? Level.DEBUG : Level.INFO;
    this.callLog = new CallLog(services, setup, beginning.dump(),
        reason -> bus.send(Addresses.mediaEvents(id),
            new MediaEvent.Failed("dump", 507, reason)));
    this.machine = beginning.kept() == null
        ? new CallMachine(setup, config.rules(), bus.nodeId())
        : CallMachine.restored(setup, config.rules(), bus.nodeId(), beginning.kept().machine());
    this.journal = new Journal(services, setup, callLog, config.keptEvents(), clock, this);
    MediaLine media = new MediaLine(bus, id, this::on);
    this.attendance = new Attendance(services, setup, config, journal, media, this::on);
    AiLines ai = new AiLines(bus, id, this::on, () -> machine.phase() == Phase.ENDED,
        () -> machine.option().tts());
    this.lines = new Lines(media, ai, new OtherCalls(bus, id, this::on),
        new PhoneLines(bus, this::on));
  }

  @Override
  public Future<?> start() {
    String id = setup.callId();
    bus.serve(Addresses.call(id), services.whileStanding(this::answer));
    bus.receive(Addresses.mediaEvents(id), this::fromMedia);
    lines.ai().start();
    if (beginning.inherited() != null) {
      inherit(beginning.inherited());
    } else if (beginning.kept() != null) {
      restored = restore(beginning.kept());
    } else if (setup.incoming() == null) {
      attendance.awaitFirst(this::abandon); // nothing is kept before it has come: that would only hold up what is then
    } else {
      lines.phones().listen(id);
      carryOut(machine.start(clock.getAsLong()));
    }
    return Future.succeededFuture();
  }

  /** It is deployed: what it was restored for is done, also when that is its end. */
  void goOn() {
    context.runOnContext(go -> carryOut(restored));
  }

  private void inherit(Inheritance left) {
    left.into(journal, callLog, attendance, lines);
    if (left.watches()) {
      watchNodes();
    }
    carryOut(List.of());
  }

  @Override
  public @Nullable Handover handOver() {
    boolean still = departure == null && !released && machine.replaceable()
        && lines.media().isOpen()
        && attendance.isOwned() && journal.idle();
    return still
        ? new Inheritance(journal.state(), lines.ai().speaks(), watchingNodes, entry,
            callLog.dump(), callLog.quality()).handOver()
        : null;
  }

  @Override
  public void leaveSeat() {
    released = true;
    vertx.cancelTimer(timer);
    journal.leave();
    attendance.close();
  }

  /** As it was on another node; gives what is to be done. */
  private List<Effect> restore(CallState state) {
    journal.restore(state);
    state.recordings().forEach(callLog::recorded);
    List<Effect> effects = resume(services.cutMillis(state), state.ownersUntil(entry.epoch()));
    if (machine.phase() == Phase.ENDED) {
      attendance.adopt(state.clients());
    } else {
      attendance.call(state);
    }
    return effects;
  }

  private List<Effect> resume(long cutMillis, int owners) {
    long now = clock.getAsLong();
    return machine.resume(
        new Resumption(bus.nodeId(), entry.epoch(), owners, Math.min(cutMillis, now)), now);
  }

  /** The call begins with its first client, so that whatever becomes of it is told to somebody. */
  private void begin() {
    long now = clock.getAsLong();
    callLog.command(now, new Command.Invite(setup.option()));
    carryOut(machine.start(now));
  }

  private void askWebhook(String url) {
    if (setup.incoming() != null) {
      services.webhook().decide(setup, setup.incoming(), machine.startMillis(), url)
          .onSuccess(commands -> on(new Signal.Decided(commands)));
    }
  }

  /** Whoever asked for the call has died before it came. */
  private void abandon() {
    journal.stop().onComplete(stopped -> services.calls().release(entry));
    ended.run();
    close();
  }

  private Future<?> answer(CallRequest request) {
    Departure leaving = departure;
    if (leaving != null && !(request instanceof CallRequest.GiveUp)) {
      return leaving.over().compose(stays -> stays
          ? answer(request)
          : Future.failedFuture(Fault.notFound("the call, it has moved")));
    }
    return switch (request) {
      case CallRequest.Join(String peer, String node) -> join(peer, node);
      case CallRequest.Part(String peer) -> onAndKept(new Signal.Parted(peer));
      case CallRequest.Obey(Command command) -> {
        callLog.command(clock.getAsLong(), command);
        attendance.tellWatching(new Obeyed(command));
        yield onAndKept(new Signal.Commanded(command));
      }
      case CallRequest.Press(String digit) ->
        onAndKept(new Signal.FromMedia(new MediaEvent.Dtmf(digit)));
      case CallRequest.Complain(int code, String reason) -> {
        journal.emit(new Event.Error(setup.callId(), clock.getAsLong(), "command",
            reason, code));
        yield journal.changed().map(DONE);
      }
      case CallRequest.Kill(String reason, String initiator) ->
        onAndKept(new Signal.Ended(reason, initiator));
      case CallRequest.Attach(Client client, long since) -> attach(client, since);
      case CallRequest.Detach(String sessionId, boolean lost) -> {
        attendance.detach(sessionId, lost);
        yield Future.succeededFuture(DONE);
      }
      case CallRequest.Move(String nodeId, boolean now) -> move(nodeId, now);
      case CallRequest.GiveUp(long epoch) -> giveUp(epoch);
      default -> Future.failedFuture(Fault.badRequest("a call does not host calls"));
    };
  }

  /** Whoever asked is answered when what they asked for can't be lost with this node any more. */
  private Future<CallReply.Done> onAndKept(Signal signal) {
    on(signal);
    return released ? Future.succeededFuture(DONE) : journal.settled().map(DONE);
  }

  private Future<CallReply.Hosted> join(String peer, String node) {
    if (!machine.admits(peer)) {
      return Future.failedFuture(Fault.conflict("the other call is not answered, or bridged"));
    }
    watchNodes();
    on(new Signal.Joined(peer, node, true));
    return Future.succeededFuture(new CallReply.Hosted(bus.nodeId()));
  }

  private Future<CallReply.Attached> attach(Client client, long since) {
    if (client.owner() && attendance.isOwned() && machine.phase() == Phase.PENDING) {
      return Future.failedFuture(Fault.conflict("somebody takes the call already"));
    }
    if (!client.nodeId().equals(bus.nodeId())) {
      watchNodes();
    }
    attendance.attach(client, since);
    if (machine.phase() == Phase.NEW) {
      begin();
    } else {
      journal.changed();
    }
    return Future.succeededFuture(new CallReply.Attached(bus.nodeId(), journal.seq()));
  }

  /** A node that dies takes its clients' sockets and the calls bridged with this one with it, without a word. */
  private void watchNodes() {
    if (!watchingNodes) {
      watchingNodes = true;
      bus.receive(Addresses.lostNodes(), this::nodeLost);
    }
  }

  private void nodeLost(String lost) {
    attendance.lose(lost);
    on(new Signal.NodeLost(lost));
  }

  private void fromMedia(MediaEvent event) {
    callLog.heard(event);
    if (departure != null) {
      departure.on(event);
      return;
    }
    if (event instanceof MediaEvent.Failed || event instanceof MediaEvent.Broken) {
      services.meters().failed(event instanceof MediaEvent.Failed of ? of.sender() : "media");
    }
    on(new Signal.FromMedia(event));
  }

  private Future<CallReply.Hosted> move(String nodeId, boolean now) {
    boolean can = departure == null && journal.keeps() && !journal.holding() && machine.movable()
        && lines.media().isOpen() && !nodeId.equals(bus.nodeId());
    if (!can || (!now && (attendance.isHere() || machine.tied()))) {
      return Future.failedFuture(Fault.conflict("this call can't be moved"));
    }
    Departure leaving = new Departure(vertx);
    departure = leaving;
    long cut = clock.getAsLong();
    lines.leave(nodeId);
    return leaving.silent().compose(silent -> journal.hand(cut))
        .compose(kept -> bus.ask(Addresses.calls(nodeId),
            new CallRequest.TakeOver(setup.callId(), bus.nodeId(), entry.epoch()),
            CallReply.Hosted.class))
        .onSuccess(hosted -> {
          log("moved");
          leave();
          leaving.end(false);
        }).recover(failure -> stay(leaving, cut, failure));
  }

  /** The other node does not take it, or perhaps only its answer was lost. */
  private Future<CallReply.Hosted> stay(Departure leaving, long cut, Throwable failure) {
    return services.calls().find(setup.callId()).transform(found -> {
      boolean lost = found.succeeded() && found.result().map(CallEntry::epoch)
          .orElse(Long.MAX_VALUE) > entry.epoch();
      departure = null;
      if (lost) {
        leave();
      } else {
        journal.handedBack();
        carryOut(resume(cut, 0));
      }
      leaving.end(!lost);
      return Future.failedFuture(failure);
    });
  }

  private Future<CallReply.Done> giveUp(long epoch) {
    if (epoch <= entry.epoch()) {
      return Future.failedFuture(Fault.conflict("this call has no newer owner"));
    }
    log("given up");
    lines.leave("");
    attendance.tell(new Moved(""));
    leave();
    return Future.succeededFuture(DONE);
  }

  /** Somebody else owns the call: here it ends without an event, a record or a trace in the directory. */
  private void leave() {
    released = true;
    journal.forget();
    callLog.leave();
    ended.run();
    close();
  }

  private void on(Signal signal) {
    if (departure == null && !released) {
      carryOut(machine.on(signal, clock.getAsLong()));
    }
  }

  private void carryOut(List<Effect> effects) {
    if (machine.phase() == Phase.ENDED && !released) {
      released = true; // before the hangup is told: with it the client may use the id again
      attendance.back().compose(back -> journal.stop())
          .compose(stopped -> services.calls().release(entry)).otherwise(true)
          .onSuccess(own -> (own ? effects : List.<Effect>of()).forEach(this::carryOut));
      return;
    }
    effects.forEach(this::carryOut);
    journal.changed();
    vertx.cancelTimer(timer);
    long next = machine.nextMillis();
    if (next != Long.MAX_VALUE) {
      long wait = Math.max(1, next - clock.getAsLong());
      timer = vertx.setTimer(wait, due -> on(new Signal.Tick()));
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Emit(Event event) -> journal.emit(event);
      case Effect.OfLine ofLine -> {
        if (ofLine instanceof Effect.ToCall asked && asked.request() instanceof CallRequest.Join) {
          watchNodes();
        }
        lines.carryOut(ofLine, attendance::audience);
      }
      case Effect.AskWebhook(String url) -> askWebhook(url);
      case Effect.Ringing() -> {
        entry = entry.ringing(machine.ringMillis());
        services.calls().update(entry);
      }
      case Effect.Answered() -> {
        entry = entry.answered(machine.answerMillis());
        services.calls().update(entry);
        log("answered");
      }
      case Effect.Finish finish -> finish(finish);
    }
  }

  @Override
  public CallEntry entry() {
    return entry;
  }

  @Override
  public CallMachine machine() {
    return machine;
  }

  @Override
  public Attendance clients() {
    return attendance;
  }

  private void finish(Effect.Finish finish) {
    LOG.atLevel(level).addKeyValue("call", setup.callId()).addKeyValue("reason", finish.reason())
        .log("ended");
    attendance.close();
    lines.ai().close();
    callLog.finish(CallLog.Outcome.of(machine, finish.reason()), clock.getAsLong())
        .whenComplete((recorded, failure) -> ended.run());
    close();
  }

  private void log(String change) {
    LOG.atLevel(level).addKeyValue("call", setup.callId()).log(change);
  }
}
