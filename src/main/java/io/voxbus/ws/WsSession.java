package io.voxbus.ws;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Json;
import io.voxbus.bus.Movable;
import io.voxbus.bus.SessionVerticle;
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
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.WsRequest;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client of a call on a WebSocket. When the node of the call is lost, or gives it away, the client does not notice:
 * this session looks for the new owner, tells it the newest event it has seen, and goes on; meanwhile commands wait.
 */
final class WsSession extends SessionVerticle implements Movable {
  private enum Stage {
    NEW, JOINING, JOINED, SEEKING, CLOSED
  }

  private final WsConfig config;
  private final OwnNode node;
  private final WsRequest.Open open;
  private final String callId;
  private final String sessionId;
  private final CallLine call;
  private final ClientSocket socket;
  private final CallSearch search;
  private final Queue<Command> waiting = new ArrayDeque<>();
  private Stage stage = Stage.NEW;
  private long lastSeq;
  private long askedAfter = -1;
  private boolean owner;
  private String callNode = "";

  WsSession(Bus bus, WsConfig config, OwnNode node, WsRequest.Open open) {
    super(bus);
    this.config = config;
    this.node = node;
    this.open = open;
    this.callId = open.callId();
    this.sessionId = open.socketId();
    this.lastSeq = open.since();
    call = new CallLine(bus, callId);
    socket = new ClientSocket(bus, open.socketId(), callId);
    search = new CallSearch(bus, node, callId, config.cutOffMillis(), this::attach, this::lost);
  }

  /** The session goes on in this code; the socket notices nothing. */
  static WsSession successor(Bus bus, WsConfig config, OwnNode node, Handover handover) {
    WsSession session = new WsSession(bus, config, node,
        Objects.requireNonNull(handover.get(WsRequest.Open.class)));
    Joined joined = Joined.of(handover);
    session.lastSeq = joined.lastSeq();
    session.owner = joined.owner();
    session.callNode = joined.callNode();
    session.stage = Stage.JOINED;
    return session;
  }

  @Override
  public @Nullable Handover handOver() {
    return stage == Stage.JOINED && waiting.isEmpty()
        ? new Joined(lastSeq, owner, callNode).handOver(open)
        : null;
  }

  @Override
  public void leaveSeat() {
    end();
  }

  @Override
  public Future<?> start() {
    bus.receive(Addresses.socketIn(open.socketId()), this::input);
    bus.receive(Addresses.session(sessionId, bus.nodeId()), this::tell);
    if (stage == Stage.JOINED) {
      bus.receive(Addresses.lostNodes(), this::nodeLost);
    } else if (open.attach()) {
      stage = Stage.JOINING;
      owner = open.takes();
      join().onFailure(failure -> notJoined(Fault.of(failure)));
    }
    return Future.succeededFuture();
  }

  private void input(SocketInput input) {
    switch (input) {
      case SocketInput.Text(String text) -> text(text);
      case SocketInput.Key(String digit) -> {
        if (stage == Stage.JOINED) {
          call.press(digit);
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
      case JOINING, SEEKING -> keep(command);
      case JOINED -> obey(command);
      case CLOSED -> {
        // the answer would reach nobody
      }
    }
  }

  private void keep(Command command) {
    if (command instanceof Command.Hangup && stage == Stage.NEW) {
      socket.hangup("system", "client");
      close(ClientSocket.NORMAL, "nothing was placed");
    } else if (command instanceof Command.Accept && stage == Stage.NEW) {
      throw Fault.badRequest("no pending call to accept");
    } else if (waiting.size() >= config.queuedCommands()) {
      throw new Fault(429, "too many commands before the call is placed");
    } else {
      waiting.add(command);
    }
  }

  /** A call whose node may not act is there all the same, as far as anybody knows: its client waits with it. */
  private void notJoined(Fault fault) {
    if (fault.isCutOff() && stage == Stage.JOINING) {
      stage = Stage.SEEKING;
      search.begin(callNode, () -> true);
    } else {
      endWith(fault, fault.code() == 503 ? "nodeFailure" : "failed");
    }
  }

  private void place(CallOption option) {
    stage = Stage.JOINING;
    owner = true;
    CallSetup setup = new CallSetup(callId, open.type(), option, open.serverTrack(),
        open.graceMillis(), open.dump());
    new Hosting(bus, node).host(setup).compose(hosted -> join())
        .onFailure(failure -> endWith(failure, "failed"));
  }

  private Future<?> join() {
    return joined(call.join(attachment()));
  }

  private Future<?> attach() {
    return joined(call.attach(attachment())).onFailure(failure -> {
      Fault fault = Fault.of(failure);
      if (fault.code() == 409 && callNode.isEmpty()) { // somebody else took it while this client waited with it
        endWith(fault, "failed");
      }
    });
  }

  private CallRequest.Attach attachment() {
    return new CallRequest.Attach(
        new Client(sessionId, bus.nodeId(), open.socketId(), owner), lastSeq);
  }

  private Future<?> joined(Future<CallReply.Attached> attaching) {
    return attaching.onSuccess(attached -> {
      if (stage == Stage.CLOSED) {
        // the call has failed already, and said so; or its client has gone meanwhile
        call.detach(sessionId, true);
        return;
      }
      if (callNode.isEmpty()) {
        bus.receive(Addresses.lostNodes(), this::nodeLost);
      }
      stage = Stage.JOINED;
      search.stop();
      callNode = attached.nodeId();
      socket.audio();
      while (!waiting.isEmpty() && stage == Stage.JOINED) {
        obey(waiting.remove());
      }
    });
  }

  private void nodeLost(String lost) {
    if (callNode.equals(lost)) {
      seek(() -> !node.placement().knows(lost));
    }
  }

  /** @param gone whether the node that had the call until now can't have it */
  private void seek(BooleanSupplier gone) {
    if (stage == Stage.JOINED) {
      stage = Stage.SEEKING;
      search.begin(callNode, gone);
    }
  }

  private void follow(String newOwner) {
    if (stage == Stage.JOINED || stage == Stage.SEEKING) {
      stage = Stage.SEEKING;
      search.follow(newOwner, callNode);
    }
  }

  private void lost(Search.Outcome outcome) {
    if (outcome == Search.Outcome.ELSEWHERE) {
      close(ClientSocket.ELSEWHERE, "this node is cut off: come back through another one");
    } else {
      socket.hangup("nodeFailure", "system");
      close(ClientSocket.NORMAL, "nodeFailure");
    }
  }

  private void obey(Command command) {
    call.obey(command).onFailure(failure -> error(Fault.of(failure)));
  }

  private void tell(Told told) {
    switch (told) {
      case Emitted emitted when stage != Stage.CLOSED && emitted.seq() > lastSeq -> {
        boolean joined = stage == Stage.JOINED;
        if (emitted.seq() == lastSeq + 1 || (askedAfter == lastSeq && joined)) {
          tell(emitted);
        } else if (joined) {
          askedAfter = lastSeq; // once: one between was lost on its way, and comes again with this one
          seek(() -> false);
        }
      }
      case Moved(String nodeId) when nodeId.isEmpty() -> seek(() -> true);
      case Moved(String nodeId) when !nodeId.equals(callNode) -> follow(nodeId);
      default -> {
        // heard already, or for those who only watch
      }
    }
  }

  private void tell(Emitted emitted) {
    lastSeq = emitted.seq();
    socket.text(Json.text(emitted));
    if (emitted.event() instanceof Event.Hangup hangup && !Boolean.TRUE.equals(hangup.refer())) {
      close(ClientSocket.NORMAL, hangup.reason());
    }
  }

  private void error(Fault fault) {
    if (stage == Stage.JOINED) {
      call.complain(fault);
    } else if (stage != Stage.CLOSED) {
      socket.error("command", fault);
    }
  }

  /** The call could not be placed or joined. */
  private void endWith(Throwable failure, String reason) {
    Fault fault = Fault.of(failure);
    if (stage == Stage.CLOSED) {
      return;
    }
    socket.error("invite", fault);
    socket.hangup(reason, "system");
    close(fault.code() == 409 ? ClientSocket.CONFLICT : ClientSocket.NORMAL, fault.getMessage());
  }

  private void close(int code, String reason) {
    end();
    socket.close(code, reason);
  }

  private void socketClosed(boolean lost) {
    if (stage != Stage.NEW && stage != Stage.CLOSED) {
      call.detach(sessionId, lost);
    }
    end();
    close();
  }

  private void end() {
    stage = Stage.CLOSED;
    search.stop();
  }
}
