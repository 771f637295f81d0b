package io.voxbus.call.rules;

import io.voxbus.call.turn.Signal;
import io.voxbus.call.turn.Effect;
import static io.voxbus.call.rules.TestCall.Flag.END;
import static io.voxbus.call.rules.TestCall.Flag.HANGUP;
import static io.voxbus.call.rules.TestCall.SERVER;
import static io.voxbus.call.rules.TestCall.answered;
import static io.voxbus.call.rules.TestCall.closesMedia;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.error;
import static io.voxbus.call.rules.TestCall.media;
import static io.voxbus.call.rules.TestCall.play;
import static io.voxbus.call.rules.TestCall.plays;
import static io.voxbus.call.rules.TestCall.say;
import static io.voxbus.call.rules.TestCall.says;
import static io.voxbus.call.rules.TestCall.speaks;
import static io.voxbus.call.rules.TestCall.speechData;
import static io.voxbus.call.rules.TestCall.thenWait;
import static io.voxbus.call.rules.TestCall.trackEnd;
import static io.voxbus.call.rules.TestCall.trackStart;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.bus.Json;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** tts and play: what is queued, when a track begins and ends, when the call hangs up (wire-spec 3.4, 3.5). */
class PlaybackRulesTest {
  private final TestCall call = answered();

  @Test
  void aTtsIsSpokenAndPlayed() {
    assertEquals(effects(speaks(0, 0), says(0, "hello", false)),
        call.at(2_000, say("a", "hello", END)));
  }

  @Test
  void theTrackStartsWithItsFirstAudioAndEndsAfterItsLast() {
    call.at(2_000, say("a", "hello", END));
    assertEquals(effects(trackStart(2_300, "a", 0)), begun(2_300, 0, 0));
    assertEquals(effects(trackEnd(3_000, "a", 0, 700)), ended(3_000, 0, 0, 700));
  }

  @Test
  void commandsWithOnePlayIdAreQueuedInOneTrack() {
    call.at(2_000, say("a", "one"));
    assertEquals(effects(speaks(0, 1), says(1, "two", false)),
        call.at(2_010, say("a", "two", END)));
    assertEquals(effects(trackStart(2_100, "a", 0)), begun(2_100, 0, 0));
    assertEquals(List.of(), ended(2_500, 0, 0, 400));
    assertEquals(List.of(), begun(2_520, 0, 1));
    assertEquals(effects(trackEnd(2_900, "a", 0, 780)), ended(2_900, 0, 1, 380));
  }

  @Test
  void commandsWithoutAPlayIdAreQueuedToo() {
    call.at(2_000, say(null, "one"));
    assertEquals(effects(speaks(0, 1), says(1, "two", false)), call.at(2_010, say(null, "two")));
  }

  @Test
  void anotherPlayIdReplacesWhatPlays() {
    call.at(2_000, say("a", "one two three four"));
    begun(2_100, 0, 0);
    assertEquals(
        effects(voice(0), media(new MediaRequest.Stop(0)), speaks(1, 1), says(1, "new", false)),
        call.at(2_500, say("b", "new", END)));
    assertEquals(
        effects(TestCall.interruption(2_510, "a", "one two three four", 2, 400, 800),
            trackEnd(2_510, "a", 0, 400)),
        call.at(2_510, new MediaEvent.Stopped(0, 0, 400, 800)));
    assertEquals(effects(trackStart(2_600, "b", 1)), begun(2_600, 1, 1));
  }

  @Test
  void withoutEndOfStreamTheTrackLingersForAnotherSegment() {
    playAll(say("a", "one"), 2_000, 3_000);
    assertEquals(3_300, call.machine.nextMillis());
    assertEquals(effects(speaks(0, 1), says(1, "two", false)), call.at(3_299, say("a", "two")));
    assertEquals(List.of(), call.until(9_000));
    begun(9_000, 0, 1);
    ended(9_100, 0, 1, 100);
    assertEquals(effects(trackEnd(9_400, "a", 0, 1_000)), call.until(9_400));
  }

  @Test
  void aSegmentAfterTheLingerStartsANewTrackOfTheSamePlayId() {
    playAll(say("a", "one"), 2_000, 3_000);
    assertEquals(effects(trackEnd(3_300, "a", 0, 900)), call.until(3_300));
    assertEquals(effects(speaks(1, 1), says(1, "two", false)),
        call.at(3_301, say("a", "two", END)));
    assertEquals(effects(trackStart(3_400, "a", 1)), begun(3_400, 1, 1));
    assertEquals(effects(trackEnd(3_500, "a", 1, 100)), ended(3_500, 1, 1, 100));
  }

  @Test
  void emptyTextWithEndOfStreamEndsALingeringTrackAtOnce() {
    playAll(say("a", "one"), 2_000, 3_000);
    assertEquals(effects(trackEnd(3_100, "a", 0, 900)), call.at(3_100, say("a", "", END)));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  @Test
  void emptyTextWithEndOfStreamWhileItPlaysEndsTheTrackWithItsLastAudio() {
    call.at(2_000, say("a", "one"));
    begun(2_100, 0, 0);
    assertEquals(List.of(), call.at(2_200, say("a", "", END)));
    assertEquals(effects(trackEnd(3_000, "a", 0, 900)), ended(3_000, 0, 0, 900));
  }

  @Test
  void emptyTextAloneCompletesAtOnceWithoutTheVoice() {
    assertEquals(effects(trackEnd(2_000, "a", 0, 0)), call.at(2_000, say("a", "", END)));
  }

  @Test
  void playIsQueuedUnderItsUrlAndEndsWithoutALinger() {
    assertEquals(effects(plays(0, 0, new Sound.File("hello.wav", 0))),
        call.at(2_000, play("hello.wav", null)));
    assertEquals(effects(plays(0, 1, new Sound.File("hello.wav", 0))),
        call.at(2_000, play("hello.wav", null)));
    assertEquals(effects(trackStart(2_020, "hello.wav", 0)), begun(2_020, 0, 0));
    ended(3_000, 0, 0, 980);
    assertEquals(effects(trackEnd(4_000, "hello.wav", 0, 1_960)), ended(4_000, 0, 1, 980));
  }

  @Test
  void playThatCannotBeIsRefusedAndWhatPlaysGoesOn() {
    call.at(2_000, say("a", "one", END));
    assertEquals(
        effects(error(2_010, "command", "tone: wants a number from 20 to 7900, not tone:x", 400)),
        call.at(2_010, play("tone:x", null)));
    assertEquals(effects(trackStart(2_100, "a", 0)), begun(2_100, 0, 0));
  }

  @Test
  void aFileThatFailsIsAnErrorThenTheEndOfItsTrack() {
    call.at(2_000, play("gone.wav", "a"));
    assertEquals(
        effects(emit(new Event.Error(SERVER, 2_020, "filetrack: gone.wav", "no such file", 404)),
            trackEnd(2_020, "a", 0, 0)),
        call.at(2_020,
            new MediaEvent.ItemFailed(0, 0, "filetrack: gone.wav", 404, "no such file")));
  }

  @Test
  void aVoiceThatFailsIsAnErrorThenTheEndOfItsTrackThenTheHangup() {
    call.at(2_000, say("a", "one", END, HANGUP));
    assertEquals(
        effects(emit(new Event.Error(SERVER, 2_010, "tts.local", "no such voice", 400))),
        call.at(2_010, new AiEvent.SpeakFailed("local", 0, 400, "no such voice")));
    assertEquals(effects(trackEnd(2_020, "a", 0, 0), closesMedia()), ended(2_020, 0, 0, 0));
  }

  @Test
  void autoHangupWaitsForTheLastFrameOfTheLastSegment() {
    call.at(2_000, say("a", "one"));
    call.at(2_000, say("a", "bye", END, HANGUP));
    begun(2_100, 0, 0);
    assertEquals(List.of(), ended(3_000, 0, 0, 900));
    begun(3_020, 0, 1);
    assertEquals(effects(trackEnd(4_000, "a", 0, 1_880), closesMedia()),
        ended(4_000, 0, 1, 980));
  }

  @Test
  void theLastCommandDecidesWhetherTheCallHangsUp() {
    call.at(2_000, say("a", "one", HANGUP));
    call.at(2_000, say("a", "two", END));
    ended(3_000, 0, 0, 900);
    assertEquals(effects(trackEnd(4_000, "a", 0, 1_800)), ended(4_000, 0, 1, 900));
  }

  @Test
  void autoHangupOfALingeringTrackWaitsForItsEnd() {
    call.at(2_000, say("a", "bye", HANGUP));
    begun(2_100, 0, 0);
    assertEquals(List.of(), ended(3_000, 0, 0, 900));
    assertEquals(effects(trackEnd(3_300, "a", 0, 900), closesMedia()),
        call.at(3_300, new Signal.Tick()));
  }

  @Test
  void anEmptyLastCommandThatComesAfterTheEndHangsUpWithoutAnotherTrackEnd() {
    playAll(say("a", "bye"), 2_000, 3_000);
    call.until(3_300);
    assertEquals(effects(closesMedia()), call.at(3_400, say("a", "", END, HANGUP)));
  }

  @Test
  void anEmptyLastCommandThatComesAfterTheEndStillWaitsForInput() {
    playAll(say("a", "well?"), 2_000, 3_000);
    call.until(3_300);
    assertEquals(List.of(), call.at(3_400, thenWait(say("a", "", END), 5_000)));
    assertEquals(effects(emit(new Event.Silence(SERVER, 8_400, 3_400, 5_000, null, null))),
        call.until(8_400));
  }

  @Test
  void theTrackOfTheCallerDoesNotTriggerAutoHangupAndNoTrackEndsTwice() {
    call.at(2_000, say("a", "bye", END, HANGUP));
    begun(2_100, 0, 0);
    ended(3_000, 0, 0, 900);
    assertEquals(List.of(), ended(3_001, 0, 0, 900));
    assertEquals(List.of(), call.at(3_002, new MediaEvent.Stopped(0, 0, 900, 900)));
  }

  @Test
  void metricsFollowTheTrackStartEvenWhenTheVoiceWasFaster() {
    call.at(2_000, say("a", "one", END));
    assertEquals(List.of(), call.at(2_050, new AiEvent.FirstByte("local", 0, 50)));
    Event first = new Event.Metrics(2_050, "ttfb.tts.local", 50, speechData("a", 0));
    assertEquals(effects(trackStart(2_100, "a", 0), emit(first)), begun(2_100, 0, 0));
    Event all = new Event.Metrics(2_200, "completed.tts.local", 0,
        Map.of("playId", "a", "cmdSeq", 0, "length", 900L, "cached", true));
    assertEquals(effects(emit(all)), call.at(2_200, new AiEvent.Spoken("local", 0, -3, 900, true)));
  }

  @Test
  void base64IsPlayedAsItIs() {
    String audio = Base64.getEncoder().encodeToString(new byte[]{1, 0, -1, -1});
    List<Effect> effects = call.at(2_000, say("a", audio, TestCall.Flag.BASE64, END));
    MediaRequest.Play play = (MediaRequest.Play) ((Effect.ToMedia) effects.getFirst()).request();
    assertArrayEquals(new short[]{1, -1}, ((Sound.Samples) play.sound()).pcm());
    assertEquals(1, effects.size());
    assertEquals(effects(trackEnd(2_100, "a", 0, 0)), ended(2_100, 0, 0, 0));
  }

  @Test
  void whatIsNotBase64IsRefusedAndWhatPlaysGoesOn() {
    call.at(2_000, say("a", "one", END));
    assertEquals(effects(error(2_010, "command", "text is not base64 audio", 400)),
        call.at(2_010, say("b", "not base64!", TestCall.Flag.BASE64)));
    assertEquals(effects(trackStart(2_100, "a", 0)), begun(2_100, 0, 0));
  }

  @Test
  void theVoiceOfTheCommandWinsOverThatOfTheCall() throws Exception {
    CallOption option = Json.mapper().readValue(
        "{\"tts\":{\"provider\":\"local\",\"speaker\":\"kevin\",\"speed\":1.5}}",
        CallOption.class);
    TestCall other = answered(option);
    Command tts = Json.command("{\"command\":\"tts\",\"text\":\"hi\",\"playId\":\"a\","
        + "\"speaker\":\"anna\",\"option\":{\"volume\":7}}");
    AiRequest.Say say = (AiRequest.Say) ((Effect.ToVoice) other.at(2_000, tts).get(1)).request();
    assertEquals(List.of("local", "anna", 1.5, 7), List.of(say.option().provider(),
        say.option().speaker(), say.option().speed(), say.option().volume()));
  }

  @Test
  void twoHundredSegmentsAreAllPlayedInTheirOrder() {
    for (int i = 0; i < 200; i++) {
      assertEquals(effects(speaks(0, i), says(i, "s" + i, false)),
          call.at(2_000 + i, say("a", "s" + i)));
    }
    assertEquals(List.of(), call.at(2_300, say("a", "", END)));
    for (int i = 0; i < 199; i++) {
      assertEquals(List.of(), ended(3_000 + i, 0, i, 10));
    }
    assertEquals(effects(trackEnd(4_000, "a", 0, 2_000)), ended(4_000, 0, 199, 10));
  }

  @Test
  void eventsOfOtherPlaybacksAreIgnored() {
    assertEquals(List.of(), begun(2_000, 7, 7));
    assertEquals(List.of(), ended(2_000, 7, 7, 10));
    assertEquals(List.of(), call.at(2_000, new MediaEvent.ItemStarved(7, 7, true)));
    assertEquals(List.of(), call.at(2_000,
        new MediaEvent.ItemFailed(7, 7, "x", 500, "x")));
  }

  private void playAll(Command.Tts tts, long from, long to) {
    call.at(from, tts);
    begun(from + 100, 0, 0);
    ended(to, 0, 0, 900);
  }

  private List<Effect> begun(long now, int playback, int item) {
    return call.at(now, new MediaEvent.ItemBegan(playback, item));
  }

  private List<Effect> ended(long now, int playback, int item, long played) {
    return call.at(now, new MediaEvent.ItemEnded(playback, item, played));
  }

  private static Effect voice(int item) {
    return TestCall.voice(new AiRequest.Cancel(List.of(item)));
  }
}
