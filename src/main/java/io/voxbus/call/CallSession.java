package io.voxbus.call;

import io.voxbus.call.rules.CallMachine;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Signal;
import io.voxbus.call.turn.Effect;
import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Obeyed;
import io.voxbus.protocol.api.Told;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipRequest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call on the bus: messages become signals of its machine, effects become messages. */
final class CallSession extends SessionVerticle {
  private static final Logger LOG = LoggerFactory.getLogger(CallSession.class);
  private static final long FIRST_CLIENT_MILLIS = 10_000;
  private static final CallReply.Done DONE = new CallReply.Done();

  private final CallSetup setup;
  private final CallConfig config;
  private final CallServices services;
  private final CallMachine machine;
  private final CallLog callLog;
  private final Voice voice;
  private final PhoneLines lines;
  private final EventLog events;
  private final Clients clients = new Clients();
  private final Runnable ended;
  private CallEntry entry;
  private long timer = -1;
  private long graceTimer = -1;
  private boolean mediaOpen;
  private boolean watchingNodes;
  private boolean released;

  CallSession(CallServices services, CallConfig config, CallSetup setup, CallEntry entry,
      Runnable ended) {
    super(services.bus());
    this.setup = setup;
    this.config = config;
    this.services = services;
    this.entry = entry;
    this.callLog = new CallLog(services, setup,
        reason -> bus.send(Addresses.mediaEvents(setup.callId()),
            new MediaEvent.Failed("dump", 507, reason)));
    this.ended = ended;
    this.machine = new CallMachine(setup, config.rules(), bus.nodeId());
    this.events = new EventLog(config.keptEvents());
    this.voice = new Voice(bus, setup.callId(), () -> machine.option().tts());
    this.lines = new PhoneLines(bus, this::on);
  }

  @Override
  public Future<?> start() {
    String id = setup.callId();
    bus.serve(Addresses.call(id), this::answer);
    bus.receive(Addresses.mediaEvents(id), this::fromMedia);
    bus.receive(Addresses.aiEvents(id), event -> on(new Signal.FromAi(event)));
    if (setup.incoming() == null) {
      graceTimer = vertx.setTimer(FIRST_CLIENT_MILLIS, expired -> abandon());
    } else {
      lines.listen(id);
      carryOut(machine.start(System.currentTimeMillis()));
    }
    return Future.succeededFuture();
  }

  /** The call begins with its first client, so that whatever becomes of it is told to somebody. */
  private void begin() {
    vertx.cancelTimer(graceTimer);
    long now = System.currentTimeMillis();
    callLog.command(now, new Command.Invite(setup.option()));
    carryOut(machine.start(now));
  }

  private void askWebhook(String url) {
    if (setup.incoming() != null) {
      services.webhook().decide(setup, setup.incoming(), url).onSuccess(commands -> {
        if (machine.phase() == Phase.PENDING) {
          commands.forEach(command -> on(new Signal.Commanded(command)));
        }
      });
    }
  }

  /** Whoever asked for the call has died before it came. */
  private void abandon() {
    services.calls().release(entry);
    ended.run();
    close();
  }

  private Future<?> answer(CallRequest request) {
    return switch (request) {
      case CallRequest.Join(String peer, String node) -> join(peer, node);
      case CallRequest.Part(String peer) -> {
        on(new Signal.Parted(peer));
        yield Future.succeededFuture(DONE);
      }
      case CallRequest.Obey(Command command) -> {
        callLog.command(System.currentTimeMillis(), command);
        clients.watching().forEach(client -> tell(client, new Obeyed(command)));
        on(new Signal.Commanded(command));
        yield Future.succeededFuture(DONE);
      }
      case CallRequest.Press(String digit) -> {
        on(new Signal.FromMedia(new MediaEvent.Dtmf(digit)));
        yield Future.succeededFuture(DONE);
      }
      case CallRequest.Complain(int code, String reason) -> {
        emit(new Event.Error(setup.callId(), System.currentTimeMillis(), "command", reason,
            code));
        yield Future.succeededFuture(DONE);
      }
      case CallRequest.Kill(String reason, String initiator) -> {
        on(new Signal.Ended(reason, initiator));
        yield Future.succeededFuture(DONE);
      }
      case CallRequest.Attach(Client client, long since) -> attach(client, since);
      case CallRequest.Detach(String sessionId, boolean lost) -> {
        detach(sessionId, lost);
        yield Future.succeededFuture(DONE);
      }
      case CallRequest.HostCall host ->
        Future.failedFuture(Fault.badRequest("a call does not host calls"));
    };
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
    if (client.owner() && clients.owned() && machine.phase() == Phase.PENDING) {
      return Future.failedFuture(Fault.conflict("somebody takes the call already"));
    }
    List<Emitted> missed = events.after(since);
    if (!client.nodeId().equals(bus.nodeId())) {
      watchNodes();
    }
    clients.add(client);
    if (clients.owned()) {
      vertx.cancelTimer(graceTimer);
    }
    if (mediaOpen) {
      join(client);
    }
    missed.forEach(emitted -> tell(client, emitted));
    if (machine.phase() == Phase.NEW) {
      begin();
    }
    return Future.succeededFuture(new CallReply.Attached(bus.nodeId(), events.seq()));
  }

  /** A node that dies takes its clients' sockets and the calls bridged with this one with it, without a word. */
  private void watchNodes() {
    if (!watchingNodes) {
      watchingNodes = true;
      bus.receive(Addresses.lostNodes(), this::nodeLost);
    }
  }

  private void nodeLost(String lost) {
    List.copyOf(clients.all()).stream().filter(client -> client.nodeId().equals(lost))
        .forEach(client -> detach(client.sessionId(), true));
    on(new Signal.NodeLost(lost));
  }

  private void detach(String sessionId, boolean lost) {
    Client client = clients.get(sessionId);
    if (client == null) {
      return;
    }
    if (client.socketId() != null) {
      bus.send(Addresses.media(setup.callId()), new MediaRequest.Leave(client.socketId()));
    }
    switch (clients.remove(sessionId, lost)) {
      case NOTHING -> {
      }
      case ENDS -> on(new Signal.Ended("clientDisconnected", "client"));
      case WAITS -> waitForOwner();
    }
  }

  private void waitForOwner() {
    long grace = setup.graceMillis() == null ? config.graceMillis() : setup.graceMillis();
    Signal.Ended end = new Signal.Ended("clientDisconnected", "client");
    if (grace <= 0) {
      on(end);
    } else {
      log("client lost");
      graceTimer = vertx.setTimer(grace, expired -> on(end));
    }
  }

  private void fromMedia(MediaEvent event) {
    if (event instanceof MediaEvent.Closed closed && closed.recording() != null) {
      callLog.recorded(closed.recording());
    }
    if (event instanceof MediaEvent.Failed failed) {
      services.meters().failed(failed.sender());
    }
    if (event instanceof MediaEvent.Quality quality) {
      callLog.quality(quality.reception());
    }
    on(new Signal.FromMedia(event));
  }

  private void on(Signal signal) {
    carryOut(machine.on(signal, System.currentTimeMillis()));
  }

  private void carryOut(List<Effect> effects) {
    if (machine.phase() == Phase.ENDED && !released) {
      released = true; // before the hangup is told: with it the client may use the id again
      services.calls().release(entry).onComplete(done -> effects.forEach(this::carryOut));
      return;
    }
    effects.forEach(this::carryOut);
    vertx.cancelTimer(timer);
    long next = machine.nextMillis();
    if (next != Long.MAX_VALUE) {
      long wait = Math.max(1, next - System.currentTimeMillis());
      timer = vertx.setTimer(wait, due -> on(new Signal.Tick()));
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Emit(Event event) -> emit(event);
      case Effect.OpenMedia open -> openMedia(open);
      case Effect.ToMedia(MediaRequest request) -> toMedia(request);
      case Effect.Listen listen -> listen(listen.request());
      case Effect.Deafen(String leg) -> bus.send(Addresses.listener(leg), new AiRequest.Close());
      case Effect.Judge(long since) ->
        bus.send(Addresses.listener(setup.callId()), new AiRequest.Judge(since));
      case Effect.Pass(AiRequest request) -> toService(request);
      case Effect.ToModel(AiRequest.OfModel request) -> bus.send(
          request instanceof AiRequest.Converse ? Addresses.ai() : Addresses.model(setup.callId()),
          request);
      case Effect.AskMedia(MediaRequest request) -> askMedia(request);
      case Effect.AskWebhook(String url) -> askWebhook(url);
      case Effect.Dial(SipRequest.Dial dial) -> lines.dial(dial);
      case Effect.ToSip(String leg, SipRequest request) -> lines.send(leg, request);
      case Effect.ToCall(String callId, CallRequest request) -> toCall(callId, request);
      case Effect.ToVoice say -> voice.send(say.request());
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

  private void openMedia(Effect.OpenMedia open) {
    bus.ask(Addresses.media(),
        new MediaRequest.Open(setup.callId(), open.option(), open.carrier()),
        MediaRequest.Opened.class).onSuccess(opened -> {
          mediaOpen = true;
          clients.all().forEach(this::join);
          on(new Signal.MediaOpened(opened.sdp()));
        }).onFailure(failure -> {
          Fault fault = Fault.of(failure);
          on(new Signal.MediaRefused(fault.code(), fault.getMessage()));
        });
  }

  private void listen(AiRequest.Listen request) {
    String leg = request.callId();
    if (!leg.equals(setup.callId())) {
      bus.receive(Addresses.aiEvents(leg), event -> on(new Signal.FromLegAi(leg, event)));
    }
    bus.send(Addresses.ai(), request);
  }

  private void askMedia(MediaRequest request) {
    bus.ask(Addresses.media(setup.callId()), request, Object.class)
        .onSuccess(given -> on(new Signal.MediaGave(request,
            given instanceof MediaRequest.Opened opened ? opened.sdp() : "")))
        .onFailure(failure -> {
          Fault fault = Fault.of(failure);
          on(new Signal.MediaDenied(request, fault.code(), fault.getMessage()));
        });
  }

  private void toCall(String callId, CallRequest request) {
    if (request instanceof CallRequest.Join) {
      watchNodes();
      bus.ask(Addresses.call(callId), request, CallReply.Hosted.class)
          .onSuccess(joined -> on(new Signal.Joined(callId, joined.nodeId(), false)))
          .onFailure(failure -> {
            Fault fault = Fault.of(failure);
            on(new Signal.JoinRefused(callId, fault.code(), fault.getMessage()));
          });
    } else {
      bus.ask(Addresses.call(callId), request, CallReply.Done.class)
          .onFailure(failure -> log("the other call of the bridge is gone"));
    }
  }

  /** A call that ends while its service is being connected ends that connection when it is there. */
  private void toService(AiRequest request) {
    if (request instanceof AiRequest.Pass) {
      bus.ask(Addresses.ai(), request, CallReply.Done.class).onSuccess(opened -> {
        if (machine.phase() == Phase.ENDED) {
          bus.send(Addresses.pass(setup.callId()), new AiRequest.Close());
        }
      });
    } else {
      bus.send(Addresses.pass(setup.callId()), request);
    }
  }

  private void toMedia(MediaRequest request) {
    if (mediaOpen) {
      bus.send(Addresses.media(setup.callId()), request);
    } else if (request instanceof MediaRequest.Close) {
      context.runOnContext(
          go -> on(new Signal.FromMedia(new MediaEvent.Closed(0, null))));
    }
  }

  private void join(Client client) {
    if (client.socketId() != null) {
      bus.send(Addresses.media(setup.callId()),
          new MediaRequest.Join(client.socketId(), client.nodeId()));
    }
  }

  private void emit(Event event) {
    Emitted emitted = events.add(event);
    callLog.event(System.currentTimeMillis(), emitted);
    clients.all().forEach(client -> tell(client, emitted));
  }

  private void tell(Client client, Told told) {
    bus.send(Addresses.session(client.sessionId(), client.nodeId()), told);
  }

  private void finish(Effect.Finish finish) {
    LOG.atInfo().addKeyValue("call", setup.callId()).addKeyValue("reason", finish.reason())
        .log("ended");
    vertx.cancelTimer(graceTimer);
    voice.close();
    bus.send(Addresses.listener(setup.callId()), new AiRequest.Close());
    bus.send(Addresses.pass(setup.callId()), new AiRequest.Close());
    bus.send(Addresses.model(setup.callId()), new AiRequest.Close());
    callLog.finish(new CallLog.Outcome(machine.option(), machine.startMillis(),
        machine.ringMillis(), machine.answerMillis(), machine.status(), finish.reason()));
    ended.run();
    close();
  }

  private void log(String change) {
    LOG.atInfo().addKeyValue("call", setup.callId()).log(change);
  }
}
