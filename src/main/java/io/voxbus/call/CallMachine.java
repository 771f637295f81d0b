package io.voxbus.call;

import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a call: a signal and the time go in, effects come out. It knows no clock and no bus. {@code hangup} is
 * the last event of every call.
 */
final class CallMachine {
  private static final int QUEUED_BEFORE_ANSWER = 100;

  private final CallSetup setup;
  private final CallRules rules;
  private final String nodeId;
  private final PlaybackRules playback;
  private final ListeningRules listening;
  private final WebRtcRules webrtc;
  private final Queue<Command> waiting = new ArrayDeque<>();
  /** Clients take an error before the answer for the failure of the call. */
  private final List<MediaEvent.Failed> untold = new ArrayList<>();
  private Phase phase = Phase.NEW;
  private long startMillis;
  private long answerMillis;
  private long closingUntilMillis = Long.MAX_VALUE;
  private String reason = "";
  private String initiator = "";

  /** @param nodeId the node the call lives on, told in its answer */
  CallMachine(CallSetup setup, CallRules rules, String nodeId) {
    this.nodeId = nodeId;
    this.setup = setup;
    this.rules = rules;
    CallOption option = setup.option();
    TtsOption voice = option.tts() == null ? TtsOption.NONE : option.tts();
    webrtc = new WebRtcRules(setup);
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
  }

  Phase phase() {
    return phase;
  }

  long startMillis() {
    return startMillis;
  }

  /** When the call was answered, wall clock ms; 0 if it was not. */
  long answerMillis() {
    return answerMillis;
  }

  /** When it wants a {@link Signal.Tick}, wall clock ms; {@link Long#MAX_VALUE}: never. */
  long nextMillis() {
    return switch (phase) {
      case ANSWERED -> Math.min(playback.nextMillis(), listening.nextMillis());
      case ENDING -> closingUntilMillis;
      case NEW, CONNECTING, ENDED -> Long.MAX_VALUE;
    };
  }

  /** The first effects of a call. */
  List<Effect> start(long now) {
    phase = Phase.CONNECTING;
    startMillis = now;
    return List.of(new Effect.OpenMedia(setup.option(), webrtc.carrier()));
  }

  List<Effect> on(Signal signal, long now) {
    Turn turn = new Turn(setup.callId(), now);
    if (phase != Phase.ENDED) {
      switch (signal) {
        case Signal.Commanded(Command command) -> command(turn, command);
        case Signal.MediaOpened(String sdp) -> answer(turn, sdp);
        case Signal.MediaRefused(int code, String why) -> refused(turn, code, why);
        case Signal.MediaGave(MediaRequest request, String sdp) ->
          turn.emit(new Event.Answer(setup.callId(), turn.now, sdp, null, nodeId));
        case Signal.MediaDenied(MediaRequest request, int code, String why) ->
          turn.error("invite", why, code);
        case Signal.FromMedia(MediaEvent event) -> media(turn, event);
        case Signal.FromAi(AiEvent event) -> ai(turn, event);
        case Signal.Ended(String why, String who) -> end(turn, why, who);
        case Signal.Tick() -> tick(turn);
      }
    } else if (signal instanceof Signal.MediaOpened) {
      turn.media(new MediaRequest.Close()); // the call ended while it was being opened
    }
    return turn.effects();
  }

  private void command(Turn turn, Command command) {
    switch (phase) {
      case ANSWERED -> obey(turn, command);
      case NEW, CONNECTING -> early(turn, command);
      case ENDING, ENDED -> {
        // nobody is there any more to do it for
      }
    }
  }

  /** What needs media waits for it; the rest is done at once. */
  private void early(Turn turn, Command command) {
    switch (command) {
      case Command.Tts t -> queue(turn, t);
      case Command.Play p -> queue(turn, p);
      case Command.Mute m -> queue(turn, m);
      case Command.Unmute u -> queue(turn, u);
      case Command.Dtmf d -> queue(turn, d);
      case Command.Interrupt i -> queue(turn, i);
      case Command.Pause p -> queue(turn, p);
      case Command.Resume r -> queue(turn, r);
      default -> obey(turn, command);
    }
  }

  private void queue(Turn turn, Command command) {
    if (waiting.size() < QUEUED_BEFORE_ANSWER) {
      waiting.add(command);
    } else {
      turn.error("command", "too many commands before the call is answered", 429);
    }
  }

  private void obey(Turn turn, Command command) {
    switch (command) {
      case Command.Tts tts -> playback.tts(turn, tts);
      case Command.Play play -> playback.play(turn, play);
      case Command.Interrupt interrupt -> playback.interrupt(turn, interrupt.graceful());
      case Command.Pause pause -> playback.pause(turn, pause.playId(), true);
      case Command.Resume resume -> playback.pause(turn, resume.playId(), false);
      case Command.Hangup hangup -> hangup(turn, hangup);
      case Command.Mute mute -> mute(turn, mute.trackId(), true);
      case Command.Unmute unmute -> mute(turn, unmute.trackId(), false);
      case Command.Dtmf dtmf -> dial(turn, dtmf);
      case Command.History history -> turn.emit(new Event.AddHistory(setup.callId(), turn.now,
          given(history.speaker(), ""), given(history.text(), "")));
      case Command.Custom custom -> turn.emit(new Event.Custom(setup.callId(), turn.now,
          custom.sender(), custom.data(), flat(custom.data())));
      case Command.Invite invite -> webrtc.invite(turn, invite);
      case Command.Accept a -> refuse(turn, 409, "the call is set up already");
      case Command.Candidate candidate -> webrtc.candidates(turn, candidate);
      case Command.AddIceCandidate candidate -> webrtc.candidate(turn, candidate);
      case Command.Reject r -> onlyFor(turn, "reject", "incoming telephone");
      case Command.Ringing r -> onlyFor(turn, "ringing", "incoming telephone");
      case Command.Message m -> onlyFor(turn, "message", "telephone");
      case Command.Refer r -> refuse(turn, 501, "refer is not available yet");
      case Command.Bridge b -> refuse(turn, 501, "bridge is not available yet");
      case Command.Unbridge u -> refuse(turn, 501, "unbridge is not available yet");
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
    if (setup.option().asr() != null) {
      turn.add(new Effect.Listen(new AiRequest.Listen(setup.callId(), setup.option().asr())));
    }
    untold.forEach(failed -> failed(turn, failed));
    while (!waiting.isEmpty()) {
      obey(turn, waiting.remove());
    }
  }

  private void hangup(Turn turn, Command.Hangup hangup) {
    if (hangup.refer()) {
      refuse(turn, 404, "the call is not transferred");
    } else {
      end(turn, given(hangup.reason(), "system"), given(hangup.initiator(), "client"));
    }
  }

  private void refused(Turn turn, int code, String why) {
    if (phase == Phase.ENDING) {
      closed(turn, 0);
      return;
    }
    turn.error("invite", why, code);
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
      case MediaEvent.Dtmf dtmf -> listening.on(turn, dtmf);
      case MediaEvent.Inactive() -> inactive(turn);
      case MediaEvent.Failed failed -> failed(turn, failed);
      case MediaEvent.Vanished() -> end(turn, webrtc.lost(), "system");
      case MediaEvent.Flowing f -> turn.emit(new Event.MediaReady(setup.callId(), turn.now));
      case MediaEvent.Quality(var reception) ->
        turn.emit(QualityEvent.of(setup.callId(), turn.now, reception));
      case MediaEvent.OfLeg o -> {
      }
      case MediaEvent.Closed closed -> closed(turn, closed.receivedMillis());
    }
  }

  private void failed(Turn turn, MediaEvent.Failed failed) {
    if (phase == Phase.CONNECTING) {
      untold.add(failed);
    } else {
      turn.error(failed.sender(), failed.reason(), failed.code());
    }
  }

  private void ai(Turn turn, AiEvent event) {
    if (phase != Phase.ANSWERED) {
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
    if (phase == Phase.ENDING && closingUntilMillis <= turn.now) {
      closed(turn, 0);
    } else if (phase == Phase.ANSWERED) {
      playback.tick(turn);
      listening.tick(turn);
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
    turn.media(new MediaRequest.Close());
  }

  private void closed(Turn turn, long receivedMillis) {
    if (phase != Phase.ENDING) {
      turn.error("media", "the media ended by itself", 500);
      reason = "failed";
      initiator = "system";
    }
    playback.endAll(turn);
    if (answerMillis > 0) {
      turn.emit(new Event.TrackEnd(setup.callId(), turn.now, receivedMillis, null, null));
    }
    finish(turn, reason, initiator);
  }

  private void finish(Turn turn, String why, String who) {
    phase = Phase.ENDED;
    Map<String, Object> extra = setup.option().extra() == null
        ? null
        : new LinkedHashMap<>(setup.option().extra());
    turn.emit(new Event.Hangup(setup.callId(), turn.now, why, who, time(startMillis),
        time(turn.now), answerMillis == 0 ? null : time(answerMillis), null, null, null, extra,
        null));
    turn.add(new Effect.Finish(why, who));
  }

  private void mute(Turn turn, @Nullable String trackId, boolean on) {
    if (trackId == null || trackId.isEmpty()) {
      turn.media(new MediaRequest.Mute(on, on));
    } else if (trackId.equals(setup.callId())) {
      turn.media(new MediaRequest.Mute(on, null));
    } else if (trackId.equals(setup.serverTrack())) {
      turn.media(new MediaRequest.Mute(null, on));
    } else {
      refuse(turn, 404, "there is no track " + trackId);
    }
  }

  private void dial(Turn turn, Command.Dtmf dtmf) {
    String digits = dtmf.digit() == null ? "" : dtmf.digit().toUpperCase(java.util.Locale.ROOT);
    if (!digits.matches("[0-9*#A-D]{1,64}")) {
      refuse(turn, 400, "digit wants 0-9 * # A-D");
      return;
    }
    int millis = dtmf.durationMs() == null ? 100 : Math.clamp(dtmf.durationMs(), 40, 5_000);
    turn.media(new MediaRequest.Dial(digits, millis));
  }

  private void onlyFor(Turn turn, String what, String kind) {
    refuse(turn, 400, what + " belongs to " + kind + " calls, this one is "
        + setup.type().camel());
  }

  private static void refuse(Turn turn, int code, String why) {
    turn.error("command", why, code);
  }

  private static @Nullable Map<String, String> flat(@Nullable Object data) {
    if (!(data instanceof Map<?, ?> map)) {
      return null;
    }
    Map<String, String> flat = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof String text)) {
        return null;
      }
      flat.put(String.valueOf(entry.getKey()), text);
    }
    return flat;
  }

  private static String given(@Nullable String text, String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
