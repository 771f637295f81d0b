package io.voxbus.call.rules;

import io.voxbus.call.turn.Effect;
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
  private final Queue<Route> left;
  /** Where it goes when the media is open. */
  private @Nullable Route waiting;
  private boolean opened;
  private int code = 480;
  private String why = "";

  RouteRules(CallSetup setup, PhoneRules phone, TransferRules transfer, CommandRules commands) {
    this.incoming = setup.incoming();
    this.phone = phone;
    this.transfer = transfer;
    this.commands = commands;
    left = new ArrayDeque<>(incoming == null ? List.of() : incoming.routes());
  }

  void start(Turn turn) {
    if (incoming != null) {
      phone.offered(turn, incoming);
      next(turn);
    }
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
    transfer.forward(turn, to, this);
    return true;
  }

  /** Somebody takes or refuses the call by hand: it rings nowhere any more. */
  void stop(Turn turn) {
    left.clear();
    transfer.drop(turn);
  }

  private void next(Turn turn) {
    switch (left.poll()) {
      case null -> phone.refuse(turn, code, why);
      case Route.Reject(int status, String reason) -> phone.refuse(turn, status, reason);
      case Route.ToWebhook(String url) -> {
        phone.awaitTaker(turn);
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
      transfer.forward(turn, route, this);
    } else {
      waiting = route;
      phone.prepare(turn);
    }
  }

  @Override
  public void rings(Turn turn, boolean audible) {
    phone.ringBack(turn, audible);
  }

  @Override
  public void answered(Turn turn) {
    left.clear();
    phone.obey(turn, new Command.Accept(null));
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

  static Map<String, String> reason(int code, String why) {
    return why.isBlank() ? Map.of() : Map.of("Reason", Refusals.header(code, why));
  }
}
