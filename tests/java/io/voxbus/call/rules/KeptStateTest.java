package io.voxbus.call.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.bus.Json;
import io.voxbus.call.state.CallState;
import io.voxbus.call.state.RecordedPart;
import io.voxbus.call.state.StateText;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.Sound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What nodes of older versions have written of their calls, in {@code tests/resources/state}: a rolling restart hands it to
 * this one. A file there never changes; whoever changes what is written adds one of the new version.
 */
class KeptStateTest {
  private static final Path FOLDER = Path.of("tests/resources/state");
  private static final String NEWEST = "0.1.0-2.json";

  @ParameterizedTest
  @ValueSource(strings = {"0.1.0.json", NEWEST})
  void aCallOfAnOlderVersionGoesOn(String file) throws IOException {
    CallState kept = CallState.read(Files.readString(FOLDER.resolve(file)));
    CallMachine call = CallMachine.restored(kept.setup(), CallRules.defaults(), "n2",
        kept.machine());

    call.resume(new Resumption("n2", 2, 5_000), 6_000);
    List<Effect> goesOn = call.on(new Signal.MediaOpened(""), 6_000);

    assertEquals(Phase.ANSWERED, call.phase());
    assertEquals(List.of("Emit", "Listen", "ToMedia", "ToMedia"),
        goesOn.stream().map(effect -> effect.getClass().getSimpleName()).toList());
    assertEquals(
        List.of(TestCall.plays(0, 0, new Sound.File("hello.wav", 2_500)),
            TestCall.plays(0, 1, new Sound.File("bye.wav", 0))),
        goesOn.subList(2, 4));
    assertEquals(List.of(12L, "k1", "part.wav"), List.of(kept.seq(),
        kept.clients().getFirst().sessionId(), kept.recordings().getFirst().path()));
  }

  /** 0.1.0.json does not tell its epoch, the other one is of the third. */
  @ParameterizedTest
  @CsvSource({"0.1.0.json, 7, 1", "0.1.0-2.json, 3, 1", "0.1.0-2.json, 4, 1",
      "0.1.0-2.json, 6, 3"})
  void itTellsHowManyOwnersItDoesNotKnowOf(String file, long epoch, int owners)
      throws IOException {
    assertEquals(owners,
        CallState.read(Files.readString(FOLDER.resolve(file))).ownersUntil(epoch));
  }

  @Test
  void theNewestFileIsWhatThisVersionWrites() throws IOException {
    assertEquals(
        Json.mapper().readTree(Files.readString(FOLDER.resolve(NEWEST))),
        Json.mapper().readTree(written()));
  }

  /** A call that listens and plays the first of two files, of which 2.5 s were heard. */
  private static String written() {
    CallSetup setup = new CallSetup("s1", CallType.WEB_SOCKET,
        Json.mapper().convertValue(Map.of("asr", Map.of("provider", "local"), "vad",
            Map.of("type", "silero"), "tts", Map.of("provider", "local", "speaker", "slt"),
            "recorder", Map.of("recorderFile", "part.wav")), CallOption.class),
        "server-side-track", 5_000L, true);
    CallMachine call = new CallMachine(setup, CallRules.defaults(), "n1");
    call.start(1_000);
    call.on(new Signal.MediaOpened(""), 1_100);
    call.on(new Signal.Commanded(TestCall.play("hello.wav", "one")), 2_000);
    call.on(new Signal.Commanded(TestCall.play("bye.wav", "one")), 2_100);
    call.on(new Signal.FromMedia(new MediaEvent.ItemBegan(0, 0)), 2_500);
    call.on(new Signal.FromMedia(new MediaEvent.Speaking(3_000)), 3_100);
    call.on(new Signal.FromMedia(new MediaEvent.Silence(3_000, 800, 3_800)), 4_000);
    StateText text = new StateText(setup);
    text.event(new Emitted(new Event.Dtmf("s1", 4_500, "5", null), 12));
    text.changed(12, List.of(new Client("k1", "n1", "w1", true)),
        List.of(new RecordedPart("part.wav", 4_044, null, null)), call.state());
    return text.at("n1", 3, 5_000, false);
  }
}
