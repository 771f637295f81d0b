package io.voxbus.call.rules;

import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Signal;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of a call: a signal and the time go in, effects come out. It knows no clock and no bus. {@code hangup} is
 * the last event of every call.
 */
public final class CallMachine {
  private static final int OK = 200;

  private final CallSetup setup;
  private final CallRules rules;
  private final String nodeId;
  private final PlaybackRules playback;
  private final ListeningRules listening;
  private final PhoneRules phone;
  private final TransferRules transfer;
  private final WebRtcRules webrtc;
  private final BridgeRules bridge;
  private final BotRules bot;
  private final CommandRules commands;
  private final LegRules legs;
  /** Clients take an error before the answer for the failure of the call. */
  private final List<MediaEvent.Failed> untold = new ArrayList<>();
  private Phase phase = Phase.NEW;
  private CallOption option;
  private long startMillis;
  private long answerMillis;
  private long closingUntilMillis = Long.MAX_VALUE;
  private String reason = "";
  private String initiator = "";

  /** @param nodeId the node the call lives on, told in its answer */
  public CallMachine(CallSetup setup, CallRules rules, String nodeId) {
    this.nodeId = nodeId;
    this.setup = setup;
    this.rules = rules;
    option = setup.option();
    TtsOption voice = option.tts() == null ? TtsOption.NONE : option.tts();
    webrtc = new WebRtcRules(setup, nodeId);
    listening = new ListeningRules(setup.serverTrack(), option.eou());
    playback = new PlaybackRules(rules, setup.serverTrack(), voice, new PlaybackRules.Ending() {
      @Override
      public void autoHangup(Turn turn) {
        end(turn, "autohangup", "system");
      }

      @Override
      public void waitForInput(Turn turn, int millis) {
        listening.waitForInput(turn, millis);
      }
    });
    CallCourse course = new Course();
    phone = new PhoneRules(setup, rules, course, playback);
    transfer = new TransferRules(rules, course, playback);
    bridge = new BridgeRules(setup.callId(), nodeId, course);
    bot = new BotRules(setup.serverTrack(), course);
    Concerns concerns = new Concerns(playback, listening,
        new ControlRules(setup.serverTrack(), isPhone() && rules.dtmfByInfo()), phone, transfer,
        webrtc, bridge, bot);
    commands = new CommandRules(setup, course, concerns);
    legs = new LegRules(setup.callId(), course, concerns);
  }

  public Phase phase() {
    return phase;
  }

  public CallOption option() {
    return option;
  }

  public long startMillis() {
    return startMillis;
  }

  /** When the far end rang, wall clock ms; 0 if it did not. */
  public long ringMillis() {
    return phone.ringMillis();
  }

  /** When the call was answered, wall clock ms; 0 if it was not. */
  public long answerMillis() {
    return answerMillis;
  }

  /** What the call came to, as a status of SIP or HTTP; 0 if it was never set up. */
  public int status() {
    return phone.status() == 0 && answerMillis > 0 ? OK : phone.status();
  }

  /** Whether another call may be bridged with this one. */
  public boolean admits(String callId) {
    return bridge.admits(callId);
  }

  /** When it wants a {@link Signal.Tick}, wall clock ms; {@link Long#MAX_VALUE}: never. */
  public long nextMillis() {
    return switch (phase) {
      case ANSWERED -> Math.min(Math.min(playback.nextMillis(), listening.nextMillis()),
          transfer.nextMillis());
      case ENDING -> closingUntilMillis;
      case PENDING -> Math.min(phone.acceptUntilMillis(), playback.nextMillis());
      case NEW, CONNECTING, ENDED -> Long.MAX_VALUE;
    };
  }

  /** The first effects of a call. */
  public List<Effect> start(long now) {
    Turn turn = new Turn(setup.callId(), now);
    phase = Phase.CONNECTING;
    startMillis = now;
    if (setup.incoming() != null) {
      phase = Phase.PENDING;
      phone.offered(turn, setup.incoming());
    } else if (isPhone()) {
      phone.place(turn);
    } else {
      turn.add(new Effect.OpenMedia(option, webrtc.carrier()));
    }
    return turn.effects();
  }

  public List<Effect> on(Signal signal, long now) {
    Turn turn = new Turn(setup.callId(), now);
    if (phase != Phase.ENDED) {
      switch (signal) {
        case Signal.Commanded(Command command) -> commands.on(turn, command);
        case Signal.MediaOpened(String sdp) -> opened(turn, sdp);
        case Signal.MediaRefused(int code, String why) -> refused(turn, code, why);
        case Signal.MediaGave(MediaRequest request, String sdp) -> legs.gave(turn, request, sdp);
        case Signal.MediaDenied denied -> legs.denied(turn, denied);
        case Signal.FromMedia(MediaEvent event) -> media(turn, event);
        case Signal.FromAi(AiEvent event) -> ai(turn, event);
        case Signal.FromSip(String leg, SipEvent event) -> legs.sip(turn, leg, event);
        case Signal.Joined joined -> joined(turn, joined);
        case Signal.JoinRefused(String peer, int code, String why) ->
          bridge.refused(turn, peer, code, why);
        case Signal.Parted(String peer) -> bridge.parted(turn, peer);
        case Signal.NodeLost(String node) -> bridge.lost(turn, node);
        case Signal.Ended(String why, String who) -> end(turn, why, who);
        case Signal.Tick() -> tick(turn);
      }
    } else if (signal instanceof Signal.MediaOpened) {
      turn.media(new MediaRequest.Close()); // the call ended while it was being opened
    }
    return turn.effects();
  }

  private void joined(Turn turn, Signal.Joined joined) {
    if (phase == Phase.ANSWERED) {
      bridge.joined(turn, joined.callId(), joined.nodeId(), joined.asked());
    }
  }

  private void opened(Turn turn, String sdp) {
    if (phase == Phase.PENDING || (phase == Phase.CONNECTING && isPhone())) {
      phone.opened(turn, sdp);
    } else {
      answer(turn, sdp);
    }
  }

  private void answer(Turn turn, String sdp) {
    if (phase != Phase.CONNECTING) {
      return;
    }
    phase = Phase.ANSWERED;
    answerMillis = turn.now;
    turn.add(new Effect.Answered());
    turn.emit(new Event.Answer(setup.callId(), turn.now, sdp, null, nodeId));
    turn.emit(new Event.TrackStart(setup.callId(), turn.now, null, null));
    if (option.asr() != null) {
      turn.add(new Effect.Listen(new AiRequest.Listen(setup.callId(), option.asr())));
    }
    bot.begin(turn, option);
    untold.forEach(failed -> failed(turn, failed));
    commands.flush(turn);
  }

  private void refused(Turn turn, int code, String why) {
    if (phase == Phase.ENDING) {
      closed(turn, 0);
      return;
    }
    phone.refused(turn, code, why);
    turn.error(setup.incoming() == null ? "invite" : "accept", why, code);
    finish(turn, "failed", "system");
  }

  private void media(Turn turn, MediaEvent event) {
    switch (event) {
      case MediaEvent.ItemBegan began -> {
        listening.stopWaiting();
        playback.on(turn, began);
      }
      case MediaEvent.ItemEnded ended -> playback.on(turn, ended);
      case MediaEvent.ItemStarved starved -> playback.on(turn, starved);
      case MediaEvent.ItemFailed failed -> playback.on(turn, failed);
      case MediaEvent.Stopped stopped -> playback.on(turn, stopped, phase == Phase.ENDING);
      case MediaEvent.Speaking speaking -> listening.on(turn, speaking);
      case MediaEvent.Silence silence -> listening.on(turn, silence);
      case MediaEvent.Quiet quiet -> listening.on(turn, quiet);
      case MediaEvent.Dtmf dtmf -> legs.pressed(turn, dtmf);
      case MediaEvent.Inactive() -> inactive(turn);
      case MediaEvent.Failed failed -> failed(turn, failed);
      case MediaEvent.Vanished() -> end(turn, webrtc.lost(), "system");
      case MediaEvent.Left() -> end(turn, "caller", "caller");
      case MediaEvent.Flowing f -> turn.emit(new Event.MediaReady(setup.callId(), turn.now));
      case MediaEvent.Quality(var reception) ->
        turn.emit(QualityEvent.of(setup.callId(), turn.now, reception));
      case MediaEvent.OfLeg of -> legs.further(turn, of);
      case MediaEvent.Closed closed -> closed(turn, closed.receivedMillis());
    }
  }

  private void failed(Turn turn, MediaEvent.Failed failed) {
    if (phase == Phase.CONNECTING || phase == Phase.PENDING) {
      untold.add(failed);
    } else {
      turn.error(failed.sender(), failed.reason(), failed.code());
    }
  }

  private void ai(Turn turn, AiEvent event) {
    if (phase != Phase.ANSWERED && !phone.audible()) {
      return;
    }
    switch (event) {
      case AiEvent.Heard heard -> listening.on(turn, heard);
      case AiEvent.ListenTime time -> listening.on(turn, time);
      case AiEvent.ListenFailed failed -> listening.on(turn, failed);
      case AiEvent.FirstByte first -> playback.on(turn, first);
      case AiEvent.Spoken spoken -> playback.on(turn, spoken);
      case AiEvent.SpeakFailed failed -> playback.on(turn, failed);
    }
  }

  private void tick(Turn turn) {
    switch (phase) {
      case ENDING -> {
        if (closingUntilMillis <= turn.now) {
          closed(turn, 0);
        }
      }
      case ANSWERED -> {
        playback.tick(turn);
        listening.tick(turn);
        transfer.tick(turn);
      }
      case PENDING -> {
        playback.tick(turn);
        phone.tick(turn);
      }
      case NEW, CONNECTING, ENDED -> {
        // waits for nothing
      }
    }
  }

  private void inactive(Turn turn) {
    turn.emit(new Event.Inactivity(setup.callId(), turn.now));
    end(turn, "inactivityTimeout", "system");
  }

  private void end(Turn turn, String why, String who) {
    if (phase == Phase.ENDING || phase == Phase.ENDED) {
      return;
    }
    reason = why;
    initiator = who;
    phase = Phase.ENDING;
    closingUntilMillis = turn.now + rules.closingMillis();
    transfer.leave(turn);
    bridge.leave(turn);
    bot.leave(turn);
    phone.leave(turn, Refusals.status(why), null);
    turn.media(new MediaRequest.Close());
  }

  private void closed(Turn turn, long receivedMillis) {
    if (phase != Phase.ENDING) {
      turn.error("media", "the media ended by itself", 500);
      reason = "failed";
      initiator = "system";
      transfer.leave(turn);
      bridge.leave(turn);
      bot.leave(turn);
      phone.leave(turn, Refusals.status(reason), null);
    }
    playback.endAll(turn);
    if (answerMillis > 0) {
      turn.emit(new Event.TrackEnd(setup.callId(), turn.now, receivedMillis, null, null));
    }
    finish(turn, reason, initiator);
  }

  private void finish(Turn turn, String why, String who) {
    phase = Phase.ENDED;
    Map<String, Object> extra = option.extra() == null
        ? null
        : new LinkedHashMap<>(option.extra());
    turn.emit(new Event.Hangup(setup.callId(), turn.now, why, who, time(startMillis),
        time(turn.now), answerMillis == 0 ? null : time(answerMillis),
        ringMillis() == 0 ? null : time(ringMillis()),
        isPhone() ? Parties.of(option.caller()) : null,
        isPhone() ? Parties.of(option.callee()) : null, extra, null));
    turn.add(new Effect.Finish(why, who));
  }

  private boolean isPhone() {
    return setup.type() == CallType.SIP;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** This call, as the rules of its legs see it. */
  private final class Course implements CallCourse {
    @Override
    public CallOption option() {
      return option;
    }

    @Override
    public Phase phase() {
      return phase;
    }

    @Override
    public void take(CallOption taken) {
      phase = Phase.CONNECTING;
      option = taken;
      playback.speakAs(taken.tts() == null ? TtsOption.NONE : taken.tts());
      listening.detect(taken.eou());
    }

    @Override
    public void answered(Turn turn, String sdp) {
      answer(turn, sdp);
    }

    @Override
    public void audible(Turn turn) {
      commands.flush(turn);
    }

    @Override
    public void end(Turn turn, String why, String who) {
      CallMachine.this.end(turn, why, who);
    }
  }
}
