package io.voxbus.call.rules;

import io.voxbus.call.playback.Ending;
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
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;
import java.util.ArrayList;
import java.util.List;

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
  private final RealtimeRules realtime;
  private final CommandRules commands;
  private final LegRules legs;
  private final PassRules pass;
  private final BargeInRules bargeIn;
  private final LineRules line = new LineRules();
  private final RouteRules routes;
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
    listening = new ListeningRules(setup.callId(), null, setup.serverTrack(), option.eou());
    playback = new PlaybackRules(rules, setup.serverTrack(), voice, new Ending() {
      @Override
      public void autoHangup(Turn turn) {
        end(turn, "autohangup", "system");
      }

      @Override
      public void waitForInput(Turn turn, int millis) {
        listening.waitForInput(turn, millis);
      }
    });
    pass = new PassRules(playback);
    bargeIn = new BargeInRules(playback, option);
    listening.interruptBy(bargeIn);
    CallCourse course = new Course();
    phone = new PhoneRules(setup, rules, course, playback);
    transfer = new TransferRules(rules, course, playback);
    bridge = new BridgeRules(setup.callId(), nodeId, course);
    bot = new BotRules(setup.serverTrack(), course);
    realtime = new RealtimeRules(setup.serverTrack(), course, playback);
    Concerns concerns = new Concerns(playback, listening,
        new ControlRules(setup.serverTrack(), isPhone() && rules.dtmfByInfo()), phone, transfer,
        webrtc, bridge, bot, realtime);
    commands = new CommandRules(setup, course, concerns);
    legs = new LegRules(setup.callId(), course, concerns);
    routes = new RouteRules(setup, phone, transfer, commands);
    commands.onTaken(routes::stop);
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
      case PENDING -> Math.min(Math.min(phone.acceptUntilMillis(), playback.nextMillis()),
          transfer.nextMillis());
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
      routes.start(turn);
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
        case Signal.FromLegAi(String leg, AiEvent event) -> transfer.on(turn, leg, event);
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
    if (phase == Phase.PENDING && routes.opened(turn, sdp)) {
      return;
    }
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
    listening.begin(turn, option);
    bot.begin(turn, option);
    pass.start(turn, option.mediaPass());
    line.answered(turn, option);
    realtime.begin(turn);
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
      case MediaEvent.ItemEnded ended -> {
        playback.on(turn, ended);
        realtime.ended(ended);
      }
      case MediaEvent.ItemStarved starved -> playback.on(turn, starved);
      case MediaEvent.ItemFailed failed -> playback.on(turn, failed);
      case MediaEvent.Stopped stopped -> {
        playback.on(turn, stopped, phase == Phase.ENDING);
        realtime.stopped(turn, stopped);
      }
      case MediaEvent.Speaking speaking -> listening.on(turn, speaking);
      case MediaEvent.Silence silence -> listening.on(turn, silence);
      case MediaEvent.Quiet quiet -> listening.on(turn, quiet);
      case MediaEvent.Dtmf dtmf -> legs.pressed(turn, dtmf);
      case MediaEvent.Progress progress -> line.on(turn, progress);
      case MediaEvent.Greeted greeted -> line.on(turn, greeted);
      case MediaEvent.Inactive() -> inactive(turn);
      case MediaEvent.Failed failed -> failed(turn, failed);
      case MediaEvent.Vanished() -> {
        if (phase != Phase.PENDING) { // nobody who waits to be answered has to send anything
          end(turn, webrtc.lost(), "system");
        }
      }
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
      case AiEvent.OfRecogniser heard -> listening.on(turn, heard);
      case AiEvent.OfModel does -> realtime.on(turn, does);
      case AiEvent.FirstByte first -> playback.metrics().on(turn, first);
      case AiEvent.Spoken spoken -> playback.metrics().on(turn, spoken);
      case AiEvent.SpeakFailed failed -> playback.on(turn, failed);
      case AiEvent.PassSpeaks speaks -> pass.on(turn, speaks);
      case AiEvent.PassFailed failed -> pass.on(turn, failed);
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
        transfer.tick(turn);
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
    leaveOthers(turn);
    turn.media(new MediaRequest.Close());
  }

  private void leaveOthers(Turn turn) {
    transfer.leave(turn);
    bridge.leave(turn);
    bot.leave(turn);
    phone.leave(turn, Refusals.status(reason), null);
  }

  private void closed(Turn turn, long receivedMillis) {
    if (phase != Phase.ENDING) {
      turn.error("media", "the media ended by itself", 500);
      reason = "failed";
      initiator = "system";
      leaveOthers(turn);
    }
    playback.endAll(turn);
    if (answerMillis > 0) {
      turn.emit(new Event.TrackEnd(setup.callId(), turn.now, receivedMillis, null, null));
    }
    finish(turn, reason, initiator);
  }

  private void finish(Turn turn, String why, String who) {
    phase = Phase.ENDED;
    turn.emit(HangupEvent.of(setup, option,
        new HangupEvent.Times(startMillis, ringMillis(), answerMillis, turn.now), why, who));
    turn.add(new Effect.Finish(why, who));
  }

  private boolean isPhone() {
    return setup.type() == CallType.SIP;
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
      bargeIn.take(taken);
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
