package io.voxbus.call.rules;

import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.Route;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes that has come in: to one place after the other until somebody takes it. While it rings at telephones
 * the caller hears that, and what they say before they answer; the caller is answered when they are.
 */
final class RouteRules implements SecondLeg.Fate {
  private static final int DECLINED = 600;

  private final CallSetup.@Nullable Incoming incoming;
  private final PhoneRules phone;
  private final TransferRules transfer;
  private final CommandRules commands;
  private final PlaybackRules playback;
  private final CallCourse call;
  private final Queue<Route> left;
  /** Where it is going. */
  private @Nullable Route now;
  /** Where it goes when the media is open. */
  private @Nullable Route waiting;
  /** The webhook that it is going to has not decided yet. */
  private boolean open;
  private boolean opened;
  private int code = 480;
  private String why = "";

  RouteRules(CallSetup setup, CallCourse call, Concerns concerns, CommandRules commands) {
    this.incoming = setup.incoming();
    this.call = call;
    this.phone = concerns.phone();
    this.transfer = concerns.transfer();
    this.playback = concerns.playback();
    this.commands = commands;
    left = new ArrayDeque<>(incoming == null ? List.of() : incoming.routes());
  }

  void start(Turn turn) {
    if (incoming != null) {
      phone.offered(turn, incoming);
      next(turn);
    }
  }

  MachineState.@Nullable Routing state() {
    return incoming == null ? null : new MachineState.Routing(now, List.copyOf(left), open);
  }

  void restore(MachineState.@Nullable Routing state) {
    left.clear();
    if (state != null) {
      now = state.now();
      left.addAll(state.left());
      open = state.open();
    }
  }

  /** The node that had heard the call is lost: it is heard here, and goes where it was going. False: it can't. */
  boolean again(Turn turn, Resumption at) {
    boolean heard = phone.hearAgain(turn, at);
    boolean pending = call.phase() == Phase.PENDING;
    if (heard && pending) {
      playback.endAll(turn);
      goOn(turn, at.epoch());
    } else if (heard) {
      phone.openMedia(turn, at.epoch());
    }
    return heard;
  }

  /** Telephones ring anew; clients may take it that have been told of it. What a webhook answers to the lost node is not heard. */
  private void goOn(Turn turn, long part) {
    switch (now) {
      case Route.ToWebhook(String url) when open -> turn.add(new Effect.AskWebhook(url));
      case Route.ToUser user -> prepare(turn, user, part);
      case Route.ToTrunks trunks -> prepare(turn, trunks, part);
      case Route.ToWebhook _,Route.ToPlayback _,Route.Reject _ -> {
        // whoever takes it has been asked, or it is taken or refused already
      }
      case null -> phone.taking().await(turn); // kept by an older version, which did not tell where it went
    }
  }

  private void prepare(Turn turn, Route route, long part) {
    waiting = route;
    phone.prepare(turn, part);
  }

  /** Whether the media was opened in order to call somebody with it. */
  boolean opened(Turn turn, String sdp) {
    Route to = waiting;
    if (to == null) {
      return false;
    }
    waiting = null;
    opened = true;
    phone.prepared(sdp);
    transfer.goOn(turn);
    if (!transfer.isUnderWay()) {
      transfer.forward(turn, to);
    }
    return true;
  }

  /** Somebody takes or refuses the call by hand: it rings nowhere any more. */
  void stop(Turn turn) {
    left.clear();
    now = null;
    open = false;
    transfer.drop(turn);
  }

  /** What a webhook wants done, unless a client was faster. */
  void decided(Turn turn, List<Command> decided) {
    if (open) {
      open = false;
      decided.forEach(command -> commands.on(turn, command));
    }
  }

  private void next(Turn turn) {
    now = left.poll();
    switch (now) {
      case null -> refuse(turn, code, why);
      case Route.Reject(int status, String reason) -> refuse(turn, status, reason);
      case Route.ToWebhook(String url) -> {
        phone.taking().await(turn);
        open = true;
        turn.add(new Effect.AskWebhook(url));
      }
      case Route.ToPlayback(String file) -> {
        commands.on(turn, new Command.Accept(null));
        commands.on(turn, new Command.Play(file, null, true, null, null));
      }
      case Route.ToUser user -> call(turn, user);
      case Route.ToTrunks trunks -> call(turn, trunks);
    }
  }

  private void call(Turn turn, Route route) {
    if (opened) {
      transfer.forward(turn, route);
    } else {
      prepare(turn, route, 1);
    }
  }

  @Override
  public void rings(Turn turn, boolean audible) {
    phone.taking().ringBack(turn, audible);
  }

  @Override
  public void answered(Turn turn) {
    left.clear();
    phone.taking().obey(turn, new Command.Accept(null));
  }

  /** RFC 3261 section 21.6: who declines does so for all places. */
  @Override
  public void refused(Turn turn, int status, String reason) {
    code = status == 408 ? 480 : status;
    why = reason;
    if (status >= DECLINED) {
      left.clear();
    }
    next(turn);
  }

  /** Nobody takes it. */
  private void refuse(Turn turn, int status, String because) {
    String reason = Refusals.reason(status);
    phone.leave(turn, status,
        because.isBlank() ? Map.of() : Map.of("Reason", Refusals.header(status, because)));
    call.end(turn, reason, reason.equals("failed") ? "system" : "callee");
  }
}
