package io.voxbus.ws;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.directory.Placement;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Told;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.SocketOutput;
import io.voxbus.protocol.bus.WsRequest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/** One client of a call on a WebSocket. */
final class WsSession extends SessionVerticle {
  private enum Stage {
    NEW, JOINING, JOINED, CLOSED
  }

  private static final int NORMAL = 1000;
  private static final int CONFLICT = 4409;

  private final WsConfig config;
  private final Placement placement;
  private final WsRequest.Open open;
  private final String callId;
  private final String sessionId;
  private final Queue<Command> waiting = new ArrayDeque<>();
  private Stage stage = Stage.NEW;
  private long lastSeq;

  WsSession(Bus bus, WsConfig config, Placement placement, WsRequest.Open open) {
    super(bus);
    this.config = config;
    this.placement = placement;
    this.open = open;
    this.callId = open.callId();
    this.sessionId = open.socketId();
    this.lastSeq = open.since();
  }

  @Override
  public Future<?> start() {
    bus.receive(Addresses.socketIn(open.socketId()), this::input);
    bus.receive(Addresses.session(sessionId, bus.nodeId()), this::tell);
    if (open.attach()) {
      stage = Stage.JOINING;
      attach(open.takes(), open.since()).onFailure(this::endWith);
    }
    return Future.succeededFuture();
  }

  private void input(SocketInput input) {
    switch (input) {
      case SocketInput.Text(String text) -> text(text);
      case SocketInput.Key(String digit) -> {
        if (stage == Stage.JOINED) {
          bus.ask(Addresses.call(callId), new CallRequest.Press(digit), CallReply.Done.class);
        }
      }
      case SocketInput.Nonsense(String why) -> error(Fault.badRequest(why));
      case SocketInput.Closed(Integer code) -> socketClosed(code == null);
    }
  }

  private void text(String text) {
    try {
      command(Json.command(text));
    } catch (Fault fault) {
      error(fault);
    }
  }

  private void command(Command command) {
    switch (stage) {
      case NEW -> {
        if (command instanceof Command.Invite invite) {
          place(invite.call());
        } else {
          keep(command);
        }
      }
      case JOINING -> keep(command);
      case JOINED -> obey(command);
      case CLOSED -> {
        // the answer would reach nobody
      }
    }
  }

  private void keep(Command command) {
    if (command instanceof Command.Hangup && stage == Stage.NEW) {
      sendHangup("system", "client");
      end("nothing was placed");
    } else if (command instanceof Command.Accept && stage == Stage.NEW) {
      throw Fault.badRequest("no pending call to accept");
    } else if (waiting.size() >= config.queuedCommands()) {
      throw new Fault(429, "too many commands before the call is placed");
    } else {
      waiting.add(command);
    }
  }

  private void place(CallOption option) {
    stage = Stage.JOINING;
    CallSetup setup = new CallSetup(callId, open.type(), option, open.serverTrack(),
        open.graceMillis(), open.dump());
    host(setup, new HashSet<>()).compose(hosted -> attach(true, 0)).onFailure(this::endWith);
  }

  /** A node that has become full or begun to drain meanwhile refuses: the next one is asked. */
  private Future<CallReply.Hosted> host(CallSetup setup, Set<String> refused) {
    try {
      String node = placement.choose(refused);
      return bus.ask(Addresses.calls(node), new CallRequest.HostCall(setup),
          CallReply.Hosted.class)
          .recover(failure -> Fault.of(failure).code() == 503 && refused.add(node)
              ? host(setup, refused)
              : Future.failedFuture(failure));
    } catch (Fault fault) {
      return Future.failedFuture(fault);
    }
  }

  private Future<?> attach(boolean owner, long since) {
    Client client = new Client(sessionId, bus.nodeId(), open.socketId(), owner);
    return bus.ask(Addresses.call(callId), new CallRequest.Attach(client, since),
        CallReply.Attached.class).onSuccess(attached -> {
          if (stage == Stage.CLOSED) {
            return; // the call has failed already, and said so
          }
          stage = Stage.JOINED;
          if (!attached.nodeId().equals(bus.nodeId())) {
            bus.receive(Addresses.lostNodes(), lost -> nodeLost(attached.nodeId(), lost));
          }
          bus.send(Addresses.socketOut(open.socketId()), new SocketOutput.AudioTo(callId));
          while (!waiting.isEmpty()) {
            obey(waiting.remove());
          }
        });
  }

  private void nodeLost(String callNode, String lost) {
    if (callNode.equals(lost) && stage == Stage.JOINED) {
      sendHangup("nodeFailure", "system");
      end("nodeFailure");
    }
  }

  private void obey(Command command) {
    bus.ask(Addresses.call(callId), new CallRequest.Obey(command), CallReply.Done.class)
        .onFailure(failure -> error(Fault.of(failure)));
  }

  private void tell(Told told) {
    if (told instanceof Emitted emitted && stage != Stage.CLOSED && emitted.seq() > lastSeq) {
      tell(emitted);
    }
  }

  private void tell(Emitted emitted) {
    lastSeq = emitted.seq();
    send(Json.text(emitted));
    if (emitted.event() instanceof Event.Hangup hangup && !Boolean.TRUE.equals(hangup.refer())) {
      end(hangup.reason());
    }
  }

  /** Before there is a call its errors have no number. */
  private void error(Fault fault) {
    if (stage == Stage.JOINED) {
      bus.ask(Addresses.call(callId),
          new CallRequest.Complain(fault.code(), fault.getMessage()), CallReply.Done.class);
    } else if (stage != Stage.CLOSED) {
      send(Json.text(new Event.Error(callId, System.currentTimeMillis(), "command",
          fault.getMessage(), fault.code())));
    }
  }

  /** The call could not be placed or joined. */
  private void endWith(Throwable failure) {
    Fault fault = Fault.of(failure);
    if (stage == Stage.CLOSED) {
      return;
    }
    send(Json.text(new Event.Error(callId, System.currentTimeMillis(), "invite",
        fault.getMessage(), fault.code())));
    sendHangup("failed", "system");
    close(fault.code() == 409 ? CONFLICT : NORMAL, fault.getMessage());
  }

  private void sendHangup(String reason, String initiator) {
    long now = System.currentTimeMillis();
    String time = Instant.ofEpochMilli(now).toString();
    send(Json.text(new Event.Hangup(callId, now, reason, initiator, time, time, null, null, null,
        null, null, null)));
  }

  private void send(String json) {
    bus.send(Addresses.socketOut(open.socketId()), new SocketOutput.Text(json));
  }

  private void end(String reason) {
    close(NORMAL, reason);
  }

  private void close(int code, String reason) {
    stage = Stage.CLOSED;
    bus.send(Addresses.socketOut(open.socketId()), new SocketOutput.Close(code, reason));
  }

  private void socketClosed(boolean lost) {
    if (stage == Stage.JOINED || stage == Stage.JOINING) {
      bus.ask(Addresses.call(callId), new CallRequest.Detach(sessionId, lost),
          CallReply.Done.class);
    }
    stage = Stage.CLOSED;
    close();
  }
}
