package io.voxbus.call.rules;

import io.voxbus.call.playback.Ending;
import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a call: a signal and the time go in, effects come out. It knows no clock and no bus. {@code hangup} is
 * the last event of every call.
 */
public final class CallMachine {
  private final CallSetup setup;
  private final String nodeId;
  private final PlaybackRules playback;
  private final ListeningRules listening;
  private final PhoneRules phone;
  private final TransferRules transfer;
  private final WebRtcRules webrtc;
  private final BridgeRules bridge;
  private final BotRules bot;
  private final RealtimeRules realtime;
  private final Concerns concerns;
  private final CommandRules commands;
  private final LegRules legs;
  private final PassRules pass;
  private final BargeInRules bargeIn;
  private final MediaRules media;
  private final AiRules ai;
  private final ResumeRules resume;
  private final EndRules end;
  private final Memory memory;
  private final RouteRules routes;
  private Phase phase = Phase.NEW;
  private CallOption option;
  private long startMillis;
  private long answerMillis;
  /** It was answered on a node that is lost, and waits for its media on this one; null: it does not. */
  private @Nullable Resumption resumption;

  /** @param nodeId the node the call lives on, told in its answer */
  public CallMachine(CallSetup setup, CallRules rules, String nodeId) {
    this.nodeId = nodeId;
    this.setup = setup;
    option = setup.option();
    TtsOption voice = option.tts() == null ? TtsOption.NONE : option.tts();
    webrtc = new WebRtcRules(setup, nodeId);
    listening = new ListeningRules(setup.callId(), null, setup.serverTrack(), option.eou());
    playback = new PlaybackRules(rules, setup.serverTrack(), voice, new Ending() {
      @Override
      public void autoHangup(Turn turn) {
        end.on(turn, "autohangup", "system");
      }

      @Override
      public void waitForInput(Turn turn, int millis) {
        listening.waitForInput(turn, millis);
      }
    });
    pass = new PassRules(playback);
    bargeIn = new BargeInRules(playback, option);
    listening.interruptBy(bargeIn);
    Course course = new Course();
    phone = new PhoneRules(setup, rules, course, playback);
    transfer = new TransferRules(rules, course, playback);
    bridge = new BridgeRules(setup.callId(), nodeId, course);
    bot = new BotRules(setup.serverTrack(), course);
    realtime = new RealtimeRules(setup.serverTrack(), course, playback);
    ControlRules control = new ControlRules(setup.serverTrack(), isPhone() && rules.dtmfByInfo());
    concerns = new Concerns(playback, listening, control, phone, transfer, webrtc, bridge,
        bot, realtime);
    commands = new CommandRules(setup, course, concerns);
    legs = new LegRules(setup.callId(), course, concerns);
    routes = new RouteRules(setup, course, concerns, commands);
    transfer.forwardFor(routes);
    commands.onTaken(routes::stop);
    end = new EndRules(setup, rules, course, concerns);
    media = new MediaRules(course, concerns, legs);
    ai = new AiRules(course, concerns, pass);
    resume = new ResumeRules(concerns, pass, bargeIn, media.line());
    memory = new Memory(concerns, media, commands, bargeIn, routes);
  }

  /** The same call again; one by telephone only as far as {@link #resume} needs. */
  public static CallMachine restored(CallSetup setup, CallRules rules, String nodeId,
      MachineState state) {
    CallMachine machine = new CallMachine(setup, rules, nodeId);
    machine.restore(state);
    return machine;
  }

  /** All that it knows, and all that {@link #restored} needs. */
  public MachineState state() {
    return memory.state(new MachineState.Course(phase, resumption, option, startMillis,
        answerMillis, end.state()));
  }

  private void restore(MachineState state) {
    MachineState.Course course = state.course();
    phase = course.phase();
    resumption = course.resumption();
    option = course.option();
    startMillis = course.startMillis();
    answerMillis = course.answerMillis();
    end.restore(course.end());
    memory.restore(state);
  }

  /** Whether the media of the call could be opened anew, at any node. */
  public boolean movable() {
    return phase == Phase.ANSWERED
        ? isPhone() ? phone.movable() : !webrtc.strange()
        : setup.type() == CallType.WEB_SOCKET && phase == Phase.CONNECTING && resumption == null;
  }

  /** Whether its code could be replaced now: its state is all that there is of it. */
  public boolean replaceable() {
    return phase == Phase.ANSWERED && (!isPhone() || phone.movable())
        && bridge.isSettled() && transfer.isSettled();
  }

  /** Whether somebody is in it whom it would lose on its way to another node: a second leg that can't come along. */
  public boolean tied() {
    return transfer.isTied();
  }

  /** Its node is lost, or has given it away: it goes on here, or ends with {@code nodeFailure}. */
  public List<Effect> resume(Resumption at, long now) {
    Turn turn = new Turn(setup.callId(), now);
    switch (phase) {
      case NEW -> {
        // its first client is still to come
      }
      case ENDING -> end.closed(turn, 0);
      case ENDED -> throw new IllegalStateException("it has ended");
      case PENDING, CONNECTING, ANSWERED -> {
        boolean goesOn = open(turn, at);
        transfer.cut(turn, at);
        if (!goesOn) {
          end.lose(turn);
        }
      }
    }
    return turn.effects();
  }

  /** It waits for its media as it did at first: commands that come meanwhile wait as well. False: it can't. */
  private boolean open(Turn turn, Resumption at) {
    boolean answered = phase == Phase.ANSWERED || resumption != null;
    if (isPhone() && !answered) {
      return setup.incoming() == null ? phone.callAgain(turn, at) : routes.again(turn, at);
    }
    if (isPhone() ? !phone.resume(turn, at) : answered && webrtc.strange()) {
      return false;
    }
    if (phase == Phase.ANSWERED) {
      phase = Phase.CONNECTING;
      resumption = at;
      resume.cut(at);
    } else if (resumption != null) {
      resumption = new Resumption(at.node(), at.epoch(), at.owners(), resumption.cutMillis());
    }
    if (!isPhone()) {
      turn.add(new Effect.OpenMedia(option, webrtc.carrierAgain(), at.epoch()));
    }
    return true;
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

  /** Wall clock ms; 0 if the far end did not ring. */
  public long ringMillis() {
    return phone.ringMillis();
  }

  /** When the call was answered, wall clock ms; 0 if it was not. */
  public long answerMillis() {
    return answerMillis;
  }

  /** What the call came to, as a status of SIP or HTTP; 0 if it was never set up. */
  public int status() {
    return phone.status() == 0 && answerMillis > 0 ? 200 : phone.status();
  }

  /** Whether another call may be bridged with this one. */
  public boolean admits(String callId) {
    return bridge.admits(callId);
  }

  /** When it wants a {@link Signal.Tick}, wall clock ms; {@link Long#MAX_VALUE}: never. */
  public long nextMillis() {
    return switch (phase) {
      case ANSWERED -> concerns.nextMillis();
      case ENDING -> end.closingUntilMillis();
      case PENDING -> Math.min(Math.min(phone.taking().nextMillis(), playback.nextMillis()),
          transfer.nextMillis());
      case CONNECTING -> phone.resumeMillis();
      case NEW, ENDED -> Long.MAX_VALUE;
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
        case Signal.Decided(List<Command> decided) -> routes.decided(turn, decided);
        case Signal.MediaOpened(String sdp, boolean same) -> opened(turn, sdp, same);
        case Signal.MediaRefused(int code, String why) -> refused(turn, code, why);
        case Signal.MediaGave given -> legs.gave(turn, given);
        case Signal.MediaDenied denied -> legs.denied(turn, denied);
        case Signal.FromMedia(MediaEvent event) -> media.on(turn, event);
        case Signal.FromAi(AiEvent event) -> ai.on(turn, event);
        case Signal.FromLegAi(String leg, AiEvent event) -> transfer.on(turn, leg, event);
        case Signal.FromSip(String leg, SipEvent event) -> legs.sip(turn, leg, event);
        case Signal.Joined(String peer, String node, boolean asked) ->
          bridge.joined(turn, peer, node, asked);
        case Signal.JoinRefused(String peer, int code, String why) ->
          bridge.refused(turn, peer, code, why);
        case Signal.Parted(String peer) -> bridge.parted(turn, peer);
        case Signal.NodeLost(String node) -> bridge.lost(turn, node);
        case Signal.Ended(String why, String who) -> end.on(turn, why, who);
        case Signal.Tick() -> tick(turn);
      }
    } else if (signal instanceof Signal.MediaOpened) {
      turn.media(new MediaRequest.Close()); // the call ended while it was being opened
    }
    return turn.effects();
  }

  /** @param same its far end sends audio here already, and hears us: that it is asked to come along changes nothing */
  private void opened(Turn turn, String sdp, boolean same) {
    boolean routed = phase == Phase.PENDING && routes.opened(turn, sdp);
    if (!routed && (phase == Phase.PENDING || (phase == Phase.CONNECTING && isPhone()))) {
      phone.opened(turn, sdp, same);
      if (same && resumption != null) {
        answer(turn, sdp);
      }
    } else if (!routed && phase == Phase.CONNECTING && webrtc.migrates()) {
      webrtc.migrate(turn, sdp);
    } else if (!routed && phase == Phase.CONNECTING) {
      answer(turn, sdp);
    }
  }

  private void answer(Turn turn, String sdp) {
    Resumption resumed = resumption;
    if (resumed != null) {
      phase = Phase.ANSWERED;
      resumption = null;
      resume.on(turn, resumed, option);
      media.answered(turn);
      commands.flush(turn);
      return;
    }
    phase = Phase.ANSWERED;
    answerMillis = turn.now;
    turn.add(new Effect.Answered());
    webrtc.described(sdp);
    turn.emit(new Event.Answer(setup.callId(), turn.now, sdp, null, nodeId));
    turn.emit(new Event.TrackStart(setup.callId(), turn.now, null, null));
    listening.begin(turn, option);
    bot.begin(turn, option);
    pass.start(turn, option.mediaPass());
    media.line().answered(turn, option);
    realtime.begin(turn);
    media.answered(turn);
    commands.flush(turn);
  }

  private void refused(Turn turn, int code, String why) {
    if (phase == Phase.ENDING) {
      end.closed(turn, 0);
    } else if (resumption != null) {
      end.on(turn, "nodeFailure", "system");
    } else {
      phone.refused(turn, code, why);
      turn.error(setup.incoming() == null ? "invite" : "accept", why, code);
      end.finish(turn, "failed", "system");
    }
  }

  private void tick(Turn turn) {
    switch (phase) {
      case ENDING -> end.tick(turn);
      case ANSWERED -> concerns.tick(turn);
      case PENDING -> {
        playback.tick(turn);
        transfer.tick(turn);
        phone.tick(turn);
      }
      case CONNECTING -> phone.tick(turn);
      case NEW, ENDED -> {
        // waits for nothing
      }
    }
  }

  private boolean isPhone() {
    return setup.type() == CallType.SIP;
  }

  /** This call, as the rules of its legs see it. */
  private final class Course implements CallCourse, EndRules.Life {
    @Override
    public void become(Phase next) {
      phase = next;
    }

    @Override
    public HangupEvent.Times times(long now) {
      return new HangupEvent.Times(startMillis, ringMillis(), answerMillis, now);
    }

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
      end.on(turn, why, who);
    }

    @Override
    public void closed(Turn turn, long receivedMillis) {
      end.closed(turn, receivedMillis);
    }
  }
}
