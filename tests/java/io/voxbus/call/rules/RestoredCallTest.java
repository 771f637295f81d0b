package io.voxbus.call.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A call goes on from what was kept of it. */
class RestoredCallTest {
  private static final int CALLS = 300;
  private static final int SIGNALS = 80;

  /** Whatever the rules remember of a call is part of its state. */
  @Test
  void aRestoredCallDoesWhatTheOldOneWouldHaveDone() {
    int restored = 0;
    for (int seed = 0; seed < CALLS; seed++) {
      restored += goesOnAlike(seed);
    }
    assertTrue(restored > CALLS / 2, restored + " calls lived long enough to be restored");
  }

  private static int goesOnAlike(int seed) {
    RandomCall random = new RandomCall(seed);
    CallMachine call = machine(random.option(), CallType.WEB_SOCKET);
    call.start(1_000);
    int opened = random.below(5);
    int cut = random.below(SIGNALS);
    long now = 1_000;
    CallMachine other = null;
    for (int i = 0; i < SIGNALS && call.phase() != Phase.ENDED; i++) {
      now += random.below(150);
      other = i == cut ? restored(call) : other;
      Signal signal = i == opened ? new Signal.MediaOpened("") : random.next();
      List<String> told = RandomCall.told(call.on(signal, now));
      if (other != null) {
        assertEquals(told, RandomCall.told(other.on(signal, now)),
            "seed " + seed + ", signal " + i + ": " + signal);
        assertEquals(call.nextMillis(), other.nextMillis());
      }
    }
    if (other == null) {
      return 0;
    }
    assertEquals(Json.text(call.state()), Json.text(other.state()));
    return 1;
  }

  @Test
  void whatPlaysGoesOnWhereItWas() {
    CallMachine call = answered();
    call.on(command(TestCall.play("a.wav", "one")), 2_000);
    call.on(command(TestCall.play("b.wav", "one")), 2_001);
    call.on(new Signal.FromMedia(new MediaEvent.ItemBegan(0, 0)), 2_010);

    assertEquals(
        List.of(takenOver(6_000, 990),
            plays(0, new Sound.File("a.wav", 3_000)), plays(1, new Sound.File("b.wav", 0))),
        takenOver(call, 5_010, 6_000));
  }

  @Test
  void aPauseIsNoTimeThatWasPlayed() {
    CallMachine call = answered();
    call.on(command(TestCall.play("a.wav", "one")), 2_000);
    call.on(new Signal.FromMedia(new MediaEvent.ItemBegan(0, 0)), 2_000);
    call.on(command(new Command.Pause(null)), 3_000);
    call.on(command(new Command.Resume(null)), 9_000);
    call.on(command(new Command.Pause(null)), 10_000);

    assertEquals(
        List.of(takenOver(12_000, 1_000), plays(0, new Sound.File("a.wav", 2_000)),
            new Effect.ToMedia(new MediaRequest.Pause())),
        takenOver(call, 11_000, 12_000));
  }

  @Test
  void whatIsSpokenIsSpokenAgainWithoutWhatWasHeard() {
    CallMachine call = answered();
    call.on(command(TestCall.say("one", "a long story")), 2_000);
    call.on(new Signal.FromMedia(new MediaEvent.ItemBegan(0, 0)), 2_100);
    call.on(new Signal.FromMedia(new MediaEvent.ItemStarved(0, 0, true)), 2_600);
    call.on(new Signal.FromMedia(new MediaEvent.ItemStarved(0, 0, false)), 2_900);

    assertEquals(
        List.of(takenOver(4_000, 600), plays(0, new Sound.Speech(1_000)),
            new Effect.ToVoice(
                new AiRequest.Say(0, "a long story", false, TtsOption.NONE))),
        takenOver(call, 3_400, 4_000));
  }

  @Test
  void theEndOfATrackTellsAllThatWasHeardOfIt() {
    CallMachine call = answered();
    call.on(command(TestCall.play("a.wav", "one")), 2_000);
    call.on(new Signal.FromMedia(new MediaEvent.ItemBegan(0, 0)), 2_000);
    CallMachine other = resumed(call, 3_000, 4_000);
    other.on(new Signal.FromMedia(new MediaEvent.ItemBegan(0, 0)), 4_020);

    assertEquals(List.of(TestCall.trackEnd(4_500, "one", 0, 1_480)),
        other.on(new Signal.FromMedia(new MediaEvent.ItemEnded(0, 0, 480)), 4_500));
  }

  @Test
  void commandsThatComeBeforeTheNewMediaIsThereWaitForIt() {
    CallMachine other = restored(answered());
    other.resume(new Resumption("n2", 2, 3_000), 3_500);

    assertEquals(List.of(), other.on(command(TestCall.play("a.wav", "one")), 3_600));
    assertEquals(List.of(takenOver(4_000, 1_000), plays(0, new Sound.File("a.wav", 0))),
        other.on(new Signal.MediaOpened(""), 4_000));
  }

  @Test
  void whatWasSilencedStillIs() {
    CallMachine call = answered();
    call.on(command(new Command.Mute(TestCall.SERVER)), 2_000);

    assertEquals(
        List.of(takenOver(4_000, 1_000), new Effect.ToMedia(new MediaRequest.Mute(false, true))),
        takenOver(call, 3_000, 4_000));
  }

  @Test
  void aCallThatCanNotGoOnHereEndsWithOneHangup() {
    CallMachine call = machine(CallOption.NONE, CallType.WEBRTC);
    call.start(1_000);
    call.on(new Signal.MediaOpened("v=0"), 1_100);

    List<Effect> effects = restored(call).resume(new Resumption("n2", 2, 3_000), 4_000);

    assertEquals(List.of(
        new Effect.Emit(new Event.TrackEnd(TestCall.ID, 4_000, 0, null, null)),
        new Effect.Emit(TestCall.hangup(4_000, "nodeFailure", "system")),
        new Effect.Finish("nodeFailure", "system")), effects);
  }

  private static CallMachine answered() {
    CallMachine call = machine(CallOption.NONE, CallType.WEB_SOCKET);
    call.start(1_000);
    call.on(new Signal.MediaOpened(""), 1_100);
    return call;
  }

  /** What happens when the new media is there. */
  private static List<Effect> takenOver(CallMachine call, long cut, long now) {
    CallMachine other = restored(call);
    assertEquals(
        List.of(new Effect.OpenMedia(CallOption.NONE, new Carrier.Sockets(), 2)),
        other.resume(new Resumption("n2", 2, cut), now));
    return other.on(new Signal.MediaOpened(""), now);
  }

  private static CallMachine resumed(CallMachine call, long cut, long now) {
    CallMachine other = restored(call);
    other.resume(new Resumption("n2", 2, cut), now);
    other.on(new Signal.MediaOpened(""), now);
    return other;
  }

  private static CallMachine machine(CallOption option, CallType type) {
    return new CallMachine(setup(option, type), CallRules.defaults(), "n1");
  }

  private static CallSetup setup(CallOption option, CallType type) {
    return new CallSetup(TestCall.ID, type, option, TestCall.SERVER, null, false);
  }

  private static CallMachine restored(CallMachine call) {
    try {
      MachineState state = Json.mapper().readValue(Json.text(call.state()), MachineState.class);
      CallType type = call.movable() || state.course().phase() != Phase.ANSWERED
          ? CallType.WEB_SOCKET
          : CallType.WEBRTC;
      return CallMachine.restored(setup(state.course().option(), type), CallRules.defaults(), "n1",
          state);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Signal command(Command command) {
    return new Signal.Commanded(command);
  }

  private static Effect plays(int item, Sound sound) {
    return new Effect.ToMedia(new MediaRequest.Play(0, item, sound));
  }

  private static Effect takenOver(long now, long gap) {
    return new Effect.Emit(new Event.Custom(TestCall.ID, now, "cluster",
        Map.of("takenOver", true, "node", "n2", "epoch", 2L, "gapMs", gap), null));
  }
}
