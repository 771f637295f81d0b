package io.voxbus.ws;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import io.voxbus.protocol.bus.SocketOutput;
import io.voxbus.protocol.bus.WsRequest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One client of a call on a WebSocket. When the node of the call is lost, or gives it away, the client does not notice:
 * this session looks for the new owner, tells it the newest event it has seen, and goes on; meanwhile commands wait.
 */
final class WsSession extends SessionVerticle implements Movable {
  private enum Stage {
    NEW, JOINING, JOINED, SEEKING, CLOSED
  }

  private static final int NORMAL = 1000;
  private static final int CONFLICT = 4409;
  /** RFC 6455 section 7.4.2, as registered since: try again later. */
  private static final int ELSEWHERE = 1013;
  /** In which a call that can be saved has been taken over. */
  private static final long SEEK_MILLIS = 5_000;
  private static final long ASK_AGAIN_MILLIS = 500;
  /** A call that is in no directory for so long has ended. */
  private static final int MOST_ABSENT = 2;

  private final WsConfig config;
  private final OwnNode node;
  private final WsRequest.Open open;
  private final String callId;
  private final String sessionId;
  private final Queue<Command> waiting = new ArrayDeque<>();
  private Stage stage = Stage.NEW;
  private long lastSeq;
  private long askedAfter = -1;
  private boolean owner;
  private String callNode = "";
  private int seeks;
  /** How often in a row the call was on no list. */
  private int absent;

  WsSession(Bus bus, WsConfig config, OwnNode node, WsRequest.Open open) {
    super(bus);
    this.config = config;
    this.node = node;
    this.open = open;
    this.callId = open.callId();
    this.sessionId = open.socketId();
    this.lastSeq = open.since();
  }

  /** How a session stands whose client has joined its call. */
  private record Joined(long lastSeq, boolean owner, String callNode) {}

  /** The session goes on in this code; the socket notices nothing. */
  static WsSession successor(Bus bus, WsConfig config, OwnNode node, Handover handover) {
    WsSession session = new WsSession(bus, config, node,
        Objects.requireNonNull(handover.get(WsRequest.Open.class)));
    try {
      Joined joined = Json.mapper().readValue(handover.state(), Joined.class);
      session.lastSeq = joined.lastSeq();
      session.owner = joined.owner();
      session.callNode = joined.callNode();
      session.stage = Stage.JOINED;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no state of a session: " + e.getOriginalMessage(), e);
    }
    return session;
  }

  @Override
  public @Nullable Handover handOver() {
    return stage == Stage.JOINED && waiting.isEmpty()
        ? new Handover(Json.text(new Joined(lastSeq, owner, callNode)),
            Map.of(WsRequest.Open.class, open))
        : null;
  }

  @Override
  public void leaveSeat() {
    stage = Stage.CLOSED;
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
      join().onFailure(failure -> endWith(failure,
          Fault.of(failure).code() == 503 ? "nodeFailure" : "failed"));
    }
    return Future.succeededFuture();
  }

  private void input(SocketInput input) {
    switch (input) {
      case SocketInput.Text(String text) -> text(text);
      case SocketInput.Key(String digit) -> {
        if (stage == Stage.JOINED) {
          bus.askOwner(callId, new CallRequest.Press(digit), CallReply.Done.class);
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
      sendHangup("system", "client");
      close(NORMAL, "nothing was placed");
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
    owner = true;
    CallSetup setup = new CallSetup(callId, open.type(), option, open.serverTrack(),
        open.graceMillis(), open.dump());
    host(setup, new HashSet<>()).compose(hosted -> join())
        .onFailure(failure -> endWith(failure, "failed"));
  }

  /** A node that has become full or begun to drain meanwhile refuses, one that has left is not there: the next one is asked. */
  private Future<CallReply.Hosted> host(CallSetup setup, Set<String> refused) {
    try {
      String chosen = node.placement().choose(refused);
      return bus.ask(Addresses.calls(chosen), new CallRequest.HostCall(setup),
          CallReply.Hosted.class)
          .recover(failure -> isRefused(Fault.of(failure)) && refused.add(chosen)
              ? host(setup, refused)
              : Future.failedFuture(failure));
    } catch (Fault fault) {
      return Future.failedFuture(fault);
    }
  }

  private static boolean isRefused(Fault fault) {
    return fault.code() == 503 || fault.isUnheard();
  }

  /** Waits for whoever takes the call over, should its node be lost in this moment. */
  private Future<?> join() {
    return joined(bus.askOwner(callId, attachment(), CallReply.Attached.class));
  }

  private Future<?> attach() {
    return joined(bus.ask(Addresses.call(callId), attachment(), CallReply.Attached.class));
  }

  private CallRequest.Attach attachment() {
    return new CallRequest.Attach(
        new Client(sessionId, bus.nodeId(), open.socketId(), owner), lastSeq);
  }

  private Future<?> joined(Future<CallReply.Attached> attaching) {
    return attaching.onSuccess(attached -> {
      if (stage == Stage.CLOSED) {
        detach(true); // the call has failed already, and said so; or its client has gone meanwhile
        return;
      }
      if (callNode.isEmpty()) {
        bus.receive(Addresses.lostNodes(), this::nodeLost);
      }
      stage = Stage.JOINED;
      callNode = attached.nodeId();
      bus.send(Addresses.socketOut(open.socketId()), new SocketOutput.AudioTo(callId));
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

  /**
   * Looks for the new owner of the call, if that does not tell of itself.
   *
   * @param gone whether the one it had until now can't have it: a node that was cut off finds it where it was
   */
  private void seek(BooleanSupplier gone) {
    if (stage == Stage.JOINED) {
      leave();
      int number = seeks;
      String before = callNode;
      vertx.setTimer(ASK_AGAIN_MILLIS,
          due -> seek(number, now -> !now.equals(before) || !gone.getAsBoolean()));
    }
  }

  private void leave() {
    stage = Stage.SEEKING;
    absent = 0;
    int number = ++seeks;
    vertx.setTimer(SEEK_MILLIS, late -> lose(number, SEEK_MILLIS));
  }

  /** The new owner calls: it is not looked up where it may take long, while the cluster finds together again. */
  private void follow(String newOwner) {
    if (stage == Stage.JOINED || stage == Stage.SEEKING) {
      leave(); // what was looked for until now is looked for no more
      int number = seeks;
      String before = callNode;
      bus.owns(newOwner, callId);
      attach().onFailure(failure -> seek(number, now -> !now.equals(before)));
    }
  }

  private void seek(int number, Predicate<String> has) {
    if (stage != Stage.SEEKING || seeks != number) {
      return;
    }
    bus.owner(callId).onSuccess(now -> {
      absent = 0;
      Future<?> there = has.test(now) ? attach() : Future.failedFuture("nobody has it yet");
      there.onFailure(failure -> seekAgain(number, has));
    }).onFailure(failure -> {
      absent = Fault.of(failure).code() == 404 && !node.cutOff() ? absent + 1 : 0;
      if (absent > MOST_ABSENT) {
        lose(number, 0);
      } else {
        seekAgain(number, has);
      }
    });
  }

  private void seekAgain(int number, Predicate<String> has) {
    vertx.setTimer(ASK_AGAIN_MILLIS, again -> seek(number, has));
  }

  /**
   * A call that is still on the list is taken over late. What becomes of one is not known to a node that is cut off: the
   * client waits with it, then it comes back elsewhere.
   */
  private void lose(int number, long waitedMillis) {
    if (stage != Stage.SEEKING || seeks != number) {
      return;
    }
    boolean mayCome = node.cutOff() || (absent == 0 && waitedMillis > 0);
    if (mayCome && waitedMillis < config.cutOffMillis()) {
      vertx.setTimer(SEEK_MILLIS, late -> lose(number, waitedMillis + SEEK_MILLIS));
    } else if (node.cutOff()) {
      close(ELSEWHERE, "this node is cut off: come back through another one");
    } else {
      sendHangup("nodeFailure", "system");
      close(NORMAL, "nodeFailure");
    }
  }

  private void obey(Command command) {
    bus.askOwner(callId, new CallRequest.Obey(command), CallReply.Done.class)
        .onFailure(failure -> error(Fault.of(failure)));
  }

  private void tell(Told told) {
    switch (told) {
      case Emitted emitted when stage != Stage.CLOSED && emitted.seq() > lastSeq -> {
        boolean joined = stage == Stage.JOINED;
        if (lastSeq == 0 || emitted.seq() == lastSeq + 1 || (askedAfter == lastSeq && joined)) {
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
    send(Json.text(emitted));
    if (emitted.event() instanceof Event.Hangup hangup && !Boolean.TRUE.equals(hangup.refer())) {
      close(NORMAL, hangup.reason());
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
  private void endWith(Throwable failure, String reason) {
    Fault fault = Fault.of(failure);
    if (stage == Stage.CLOSED) {
      return;
    }
    send(Json.text(new Event.Error(callId, System.currentTimeMillis(), "invite",
        fault.getMessage(), fault.code())));
    sendHangup(reason, "system");
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

  private void close(int code, String reason) {
    stage = Stage.CLOSED;
    bus.send(Addresses.socketOut(open.socketId()), new SocketOutput.Close(code, reason));
  }

  private void socketClosed(boolean lost) {
    if (stage != Stage.NEW && stage != Stage.CLOSED) {
      detach(lost);
    }
    stage = Stage.CLOSED;
    close();
  }

  private void detach(boolean lost) {
    bus.ask(Addresses.call(callId), new CallRequest.Detach(sessionId, lost),
        CallReply.Done.class);
  }
}
