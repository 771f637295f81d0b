package io.voxbus.call.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Signal;
import io.voxbus.call.turn.Effect;
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
import io.voxbus.protocol.bus.Sound;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call {@code s1} on node {@code n1} that tests drive: what happens and when go in, effects come out. */
final class TestCall {
  static final String ID = "s1";
  static final String SERVER = "server-side-track";
  static final long START = 1_000;
  static final long ANSWER = 1_100;

  final CallMachine machine;

  /** What a tts command may carry. */
  enum Flag {
    STREAMING, END, HANGUP, BASE64
  }

  private TestCall(CallType type, CallOption option) {
    machine = new CallMachine(new CallSetup(ID, type, option, SERVER, null, false),
        CallRules.defaults(), "n1");
  }

  /** A call of a browser that was answered at {@link #ANSWER}. */
  static TestCall webrtc(CallOption option) {
    TestCall call = new TestCall(CallType.WEBRTC, option);
    call.machine.start(START);
    call.machine.on(new Signal.MediaOpened("v=0 ours"), ANSWER);
    return call;
  }

  /** A call that has been placed at {@link #START}. */
  static TestCall placed(CallOption option) {
    TestCall call = new TestCall(CallType.WEB_SOCKET, option);
    call.machine.start(START);
    return call;
  }

  /** A call that was answered at {@link #ANSWER}. */
  static TestCall answered(CallOption option) {
    TestCall call = placed(option);
    call.machine.on(new Signal.MediaOpened(""), ANSWER);
    return call;
  }

  static TestCall answered() {
    return answered(CallOption.NONE);
  }

  /** The same call by WebSocket, on node {@code n3}, from what was kept of it. */
  static CallMachine restored(CallMachine call) {
    try {
      return CallMachine.restored(
          new CallSetup(ID, CallType.WEB_SOCKET, call.option(), SERVER, null, false),
          CallRules.defaults(), "n3",
          Json.mapper().readValue(Json.text(call.state()), MachineState.class));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  List<Effect> at(long now, Signal signal) {
    return machine.on(signal, now);
  }

  List<Effect> at(long now, Command command) {
    return at(now, new Signal.Commanded(command));
  }

  List<Effect> at(long now, MediaEvent event) {
    return at(now, new Signal.FromMedia(event));
  }

  List<Effect> at(long now, AiEvent event) {
    return at(now, new Signal.FromAi(event));
  }

  /** Lets the time pass until then, ticking whenever the call asks for it. */
  List<Effect> until(long then) {
    List<Effect> effects = new java.util.ArrayList<>();
    while (machine.nextMillis() <= then) {
      effects.addAll(at(machine.nextMillis(), new Signal.Tick()));
    }
    return effects;
  }

  static List<Effect> effects(Effect... effects) {
    return List.of(effects);
  }

  static Effect emit(Event event) {
    return new Effect.Emit(event);
  }

  static Effect media(MediaRequest request) {
    return new Effect.ToMedia(request);
  }

  static Effect voice(AiRequest request) {
    return new Effect.ToVoice(request);
  }

  static Command.Tts say(@Nullable String playId, String text, Flag... flags) {
    List<Flag> given = Arrays.asList(flags);
    return new Command.Tts(text, null, playId, given.contains(Flag.HANGUP),
        given.contains(Flag.STREAMING), given.contains(Flag.END), null,
        given.contains(Flag.BASE64), null, null);
  }

  /** The command with {@code waitInputTimeout}. */
  static Command.Tts thenWait(Command.Tts tts, int millis) {
    return new Command.Tts(tts.text(), tts.speaker(), tts.playId(), tts.autoHangup(),
        tts.streaming(), tts.endOfStream(), millis, tts.base64(), tts.cacheKey(), tts.option());
  }

  static Command.Play play(String url, @Nullable String playId) {
    return new Command.Play(url, playId, false, null, null);
  }

  static Effect plays(int playback, int item, Sound sound) {
    return media(new MediaRequest.Play(playback, item, sound));
  }

  static Effect speaks(int playback, int item) {
    return plays(playback, item, new Sound.Speech());
  }

  static Effect says(int item, @Nullable String text, boolean more) {
    return voice(new AiRequest.Say(item, text, more, TtsOption.NONE));
  }

  static Effect trackStart(long now, @Nullable String playId, int playback) {
    return emit(new Event.TrackStart(SERVER, now, playId, ssrc(playback)));
  }

  static Effect trackEnd(long now, @Nullable String playId, int playback, long played) {
    return emit(new Event.TrackEnd(SERVER, now, played, ssrc(playback), playId));
  }

  static Effect interruption(long now, String playId, @Nullable String subtitle, int position,
      long heard, long total) {
    return emit(new Event.Interruption(SERVER, now, playId, subtitle, position, (int) total,
        (int) heard));
  }

  static Effect error(long now, String sender, String error, int code) {
    return emit(new Event.Error(ID, now, sender, error, code));
  }

  static Effect closesMedia() {
    return media(new MediaRequest.Close());
  }

  static Event.Hangup hangup(long now, String reason, String initiator) {
    return new Event.Hangup(ID, now, reason, initiator, "1970-01-01T00:00:01Z",
        java.time.Instant.ofEpochMilli(now).toString(), "1970-01-01T00:00:01.100Z", null, null,
        null, null, null);
  }

  static Map<String, Object> speechData(String playId, int item) {
    return Map.of("playId", playId, "cmdSeq", item);
  }

  /** Each track of a call has a number of its own, the same over all of its events. */
  static long ssrc(int playback) {
    return (ID.hashCode() * 31L + playback) & 0xffff_ffffL;
  }
}
