package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.Turn;
import io.voxbus.directory.Secrets;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import org.jspecify.annotations.Nullable;

/**
 * The bot that holds the conversation of a call, in the dialect that {@code mediaPass} names. A bot that ends the
 * conversation ends the call; one that is lost does not: its client may still do something about it.
 */
final class BotRules {
  private static final String LEG = "bot";
  private static final int KEY_MILLIS = 100;

  private final String serverTrack;
  private final CallCourse call;
  private @Nullable String url;
  private boolean open;
  private boolean heard;
  private long startMillis;

  BotRules(String serverTrack, CallCourse call) {
    this.serverTrack = serverTrack;
    this.call = call;
  }

  /** The call is answered. */
  void begin(Turn turn, CallOption option) {
    MediaPassOption pass = option.mediaPass();
    if (pass == null || pass.dialect() == null) {
      return;
    }
    open = true;
    url = pass.url() == null ? "" : Secrets.maskUrl(pass.url());
    turn.ask(new MediaRequest.OpenLeg(LEG, new Carrier.Bot(turn.callId, pass)));
    turn.media(new MediaRequest.Connect(LEG, true));
  }

  MachineState.Bot state() {
    return new MachineState.Bot(url, open, heard, startMillis);
  }

  void restore(MachineState.Bot state) {
    url = state.url();
    open = state.open();
    heard = state.heard();
    startMillis = state.startMillis();
  }

  /** The conversation is lost with the node that held it: another one begins, unless it was over. */
  void beginAgain(Turn turn, CallOption option) {
    if (open) {
      leave(turn);
      heard = false;
      begin(turn, option);
    }
  }

  boolean owns(String leg) {
    return open && leg.equals(LEG);
  }

  void denied(Turn turn, int code, String why) {
    turn.error("media_pass: " + url, why, code);
    leave(turn);
  }

  void on(Turn turn, MediaEvent event) {
    switch (event) {
      case MediaEvent.Flowing flowing -> {
        heard = true;
        startMillis = turn.now;
        turn.emit(new Event.TrackStart(serverTrack, turn.now, null, null));
      }
      case MediaEvent.Failed failed -> turn.error(failed.sender(), failed.reason(), failed.code());
      case MediaEvent.Closed lost -> leave(turn);
      case MediaEvent.Vanished() -> {
        leave(turn);
        call.end(turn, "mediaPass", "bot");
      }
      default -> {
        // nothing that a bot does
      }
    }
  }

  /** The caller has pressed a key. */
  void pressed(Turn turn, String digit) {
    if (open) {
      turn.media(new MediaRequest.DialLeg(LEG, digit, KEY_MILLIS));
    }
  }

  /** Ends the conversation with the bot, if there is one. */
  void leave(Turn turn) {
    if (open) {
      open = false;
      turn.media(new MediaRequest.CloseLeg(LEG));
      if (heard) {
        turn.emit(
            new Event.TrackEnd(serverTrack, turn.now, turn.now - startMillis, null, null));
      }
    }
  }
}
