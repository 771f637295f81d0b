package io.voxbus.call.rules;

import io.voxbus.call.turn.Effect;
import static io.voxbus.call.rules.TestCall.Flag.END;
import static io.voxbus.call.rules.TestCall.Flag.HANGUP;
import static io.voxbus.call.rules.TestCall.Flag.STREAMING;
import static io.voxbus.call.rules.TestCall.SERVER;
import static io.voxbus.call.rules.TestCall.answered;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.interruption;
import static io.voxbus.call.rules.TestCall.media;
import static io.voxbus.call.rules.TestCall.play;
import static io.voxbus.call.rules.TestCall.say;
import static io.voxbus.call.rules.TestCall.says;
import static io.voxbus.call.rules.TestCall.speaks;
import static io.voxbus.call.rules.TestCall.thenWait;
import static io.voxbus.call.rules.TestCall.trackEnd;
import static io.voxbus.call.rules.TestCall.trackStart;
import static io.voxbus.call.rules.TestCall.voice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** interrupt, pause and resume (wire-spec 3.6). */
class InterruptRulesTest {
  private static final Command INTERRUPT = new Command.Interrupt(false, null);
  private static final Command GRACEFUL = new Command.Interrupt(true, null);
  private static final Effect PAUSE = media(new MediaRequest.Pause());
  private static final Effect RESUME = media(new MediaRequest.Resume());

  private final TestCall call = answered();

  @Test
  void interruptStopsAtOnceAndTellsWhatWasHeard() {
    speaking("a", "one two three four");
    assertEquals(effects(cancels(0), stops(0)), call.at(2_500, INTERRUPT));
    assertEquals(
        effects(interruption(2_510, "a", "one two three four", 1, 400, 1_200),
            trackEnd(2_510, "a", 0, 400)),
        call.at(2_510, new MediaEvent.Stopped(0, 0, 400, 1_200)));
  }

  @Test
  void interruptMayLetFadeWhatWasToBeHeard() {
    speaking("a", "one");
    assertEquals(effects(cancels(0), media(new MediaRequest.Fade(0, 200))),
        call.at(2_500, new Command.Interrupt(false, 200)));
  }

  @Test
  void interruptWithoutAPlaybackIsNothing() {
    assertEquals(List.of(), call.at(2_000, INTERRUPT));
    assertEquals(List.of(), call.at(2_000, GRACEFUL));
  }

  @Test
  void interruptIsIdempotent() {
    speaking("a", "one");
    call.at(2_500, INTERRUPT);
    assertEquals(List.of(), call.at(2_501, INTERRUPT));
    assertEquals(List.of(), call.at(2_502, GRACEFUL));
    call.at(2_510, new MediaEvent.Stopped(0, 0, 400, 900));
    assertEquals(List.of(), call.at(2_520, INTERRUPT));
  }

  @Test
  void whatHadNotBegunIsNotToldAsInterrupted() {
    call.at(2_000, say("a", "one"));
    assertEquals(effects(cancels(0), stops(0)), call.at(2_010, INTERRUPT));
    assertEquals(effects(trackEnd(2_020, "a", 0, 0)),
        call.at(2_020, new MediaEvent.Stopped(0, -1, 0, 0)));
  }

  @Test
  void whatHasBeenHeardToItsEndIsNotInterrupted() {
    speaking("a", "one");
    call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900));
    assertEquals(effects(trackEnd(3_100, "a", 0, 900)), call.at(3_100, INTERRUPT));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  @Test
  void gracefulFinishesTheTextBeingSpokenAndDropsTheRest() {
    speaking("a", "one");
    call.at(2_200, say("a", "two"));
    call.at(2_200, say("a", "three", END));
    assertEquals(
        effects(media(new MediaRequest.Drop(List.of(1, 2))),
            voice(new AiRequest.Cancel(List.of(1, 2)))),
        call.at(2_500, GRACEFUL));
    assertEquals(List.of(), call.at(2_501, GRACEFUL));
    assertEquals(effects(trackEnd(3_000, "a", 0, 900)),
        call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900)));
  }

  @Test
  void gracefulIsImmediateWhenNothingOfTheNextTextHasBeenHeard() {
    speaking("a", "one");
    call.at(2_200, say("a", "two"));
    call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900));
    assertEquals(effects(cancels(1), stops(0)), call.at(3_001, GRACEFUL));
  }

  @Test
  void aPlainInterruptAlsoStopsWhatAGracefulOneLeftPlaying() {
    speaking("a", "one");
    call.at(2_200, GRACEFUL);
    assertEquals(effects(cancels(0), stops(0)), call.at(2_300, INTERRUPT));
  }

  @Test
  void whatFollowsAGracefulInterruptIsQueuedBehindTheTextBeingSpoken() {
    speaking("a", "one");
    call.at(2_200, GRACEFUL);
    assertEquals(effects(speaks(1, 1), says(1, "new", false)),
        call.at(2_300, say("a", "new", END)));
    assertEquals(effects(trackEnd(3_000, "a", 0, 900)),
        call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900)));
    assertEquals(effects(trackStart(3_020, "a", 1)),
        call.at(3_020, new MediaEvent.ItemBegan(1, 1)));
  }

  @Test
  void interruptStopsTheTextBeingSpokenAndWhatIsQueuedBehindIt() {
    speaking("a", "one");
    call.at(2_200, GRACEFUL);
    call.at(2_300, say("a", "new", END));
    assertEquals(effects(cancels(0), stops(0), cancels(1), stops(1)), call.at(2_400, INTERRUPT));
    assertEquals(List.of(), call.at(2_401, INTERRUPT));
  }

  @Test
  void interruptClearsAutoHangupAndTheWaitForInput() {
    call.at(2_000, say("a", "bye", END, HANGUP));
    call.at(2_100, new MediaEvent.ItemBegan(0, 0));
    call.at(2_500, INTERRUPT);
    assertEquals(2, call.at(2_510, new MediaEvent.Stopped(0, 0, 400, 900)).size());
    call.at(3_000, thenWait(say("b", "well?", END), 5_000));
    call.at(3_100, new MediaEvent.ItemBegan(1, 1));
    call.at(3_200, GRACEFUL);
    assertEquals(effects(trackEnd(3_500, "b", 1, 400)),
        call.at(3_500, new MediaEvent.ItemEnded(1, 1, 400)));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  @Test
  void theTailOfAnInterruptedAnswerIsNothing() {
    speaking("a", "one");
    call.at(2_500, INTERRUPT);
    assertEquals(List.of(), call.at(2_505, say("a", "", END, HANGUP)));
    call.at(2_510, new MediaEvent.Stopped(0, 0, 400, 900));
    assertEquals(List.of(), call.at(2_520, say("a", "", END, HANGUP)));
  }

  @Test
  void theTailOfAnAnswerThatIsBeingFinishedDoesNotCutItOff() {
    speaking("a", "one");
    call.at(2_500, GRACEFUL);
    assertEquals(List.of(), call.at(2_505, say("a", "", END, HANGUP)));
    assertEquals(effects(trackEnd(3_000, "a", 0, 900)),
        call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900)));
  }

  @Test
  void anItemThatEndedJustBeforeItWasStoppedEndsItsTrackOnce() {
    speaking("a", "one");
    call.at(2_500, INTERRUPT);
    assertEquals(effects(trackEnd(2_505, "a", 0, 900)),
        call.at(2_505, new MediaEvent.ItemEnded(0, 0, 900)));
    assertEquals(List.of(), call.at(2_510, new MediaEvent.Stopped(0, -1, 0, 0)));
  }

  @Test
  void pauseFreezesAndResumeGoesOn() {
    speaking("a", "one");
    assertEquals(effects(PAUSE, other(2_500, "pause")), call.at(2_500, new Command.Pause(null)));
    assertEquals(List.of(), call.at(2_501, new Command.Pause(null)));
    assertEquals(effects(RESUME, other(9_000, "resume")), call.at(9_000, new Command.Resume("a")));
    assertEquals(List.of(), call.at(9_001, new Command.Resume(null)));
  }

  @Test
  void pauseOfAnotherPlayIdIsNothing() {
    speaking("a", "one");
    assertEquals(List.of(), call.at(2_500, new Command.Pause("b")));
    assertEquals(List.of(), answered().at(2_500, new Command.Pause(null)));
  }

  @Test
  void noTrackEndsWhileItIsPaused() {
    speaking("a", "one");
    call.at(2_500, new Command.Pause(null));
    assertEquals(List.of(), call.at(2_501, new MediaEvent.ItemEnded(0, 0, 900)));
    assertEquals(List.of(), call.at(2_600, say("a", "", END)));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
    assertEquals(effects(RESUME, other(5_000, "resume"), trackEnd(5_000, "a", 0, 900)),
        call.at(5_000, new Command.Resume("a")));
  }

  @Test
  void theLingerBeginsAnewAfterThePause() {
    speaking("a", "one");
    call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900));
    call.at(3_100, new Command.Pause(null));
    assertEquals(List.of(), call.until(60_000));
    call.at(60_000, new Command.Resume(null));
    assertEquals(effects(trackEnd(60_300, "a", 0, 900)), call.until(60_300));
  }

  @Test
  void theTenSecondsOfAStreamDoNotRunWhileItIsPaused() {
    call.at(2_000, say("a", "Hello.", STREAMING));
    call.at(2_100, new MediaEvent.ItemBegan(0, 0));
    call.at(3_000, new MediaEvent.ItemStarved(0, 0, true));
    call.at(7_000, new Command.Pause(null));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
    call.at(60_000, new Command.Resume(null));
    assertEquals(66_000, call.machine.nextMillis());
  }

  @Test
  void interruptEndsThePauseToo() {
    speaking("a", "one");
    call.at(2_500, new Command.Pause(null));
    assertEquals(effects(cancels(0), stops(0)), call.at(2_600, INTERRUPT));
    call.at(2_610, new MediaEvent.Stopped(0, 0, 400, 900));
    call.at(3_000, say("b", "two"));
    assertEquals(effects(PAUSE, other(3_100, "pause", "b")),
        call.at(3_100, new Command.Pause("b")));
  }

  @Test
  void interruptOfAPausedTrackThatHadNothingLeftLetsThePlayerGoOn() {
    speaking("a", "one");
    call.at(3_000, new MediaEvent.ItemEnded(0, 0, 900));
    call.at(3_100, new Command.Pause(null));
    List<Effect> effects = call.at(3_200, INTERRUPT);
    assertEquals(2, effects.size());
    assertEquals(true, effects.containsAll(effects(RESUME, trackEnd(3_200, "a", 0, 900))));
  }

  @Test
  void anotherPlaybackEndsThePause() {
    speaking("a", "one");
    call.at(2_500, new Command.Pause(null));
    call.at(2_600, play("tone:440", "b"));
    assertEquals(List.of(), call.at(2_700, new Command.Resume(null)));
  }

  private void speaking(String playId, String text) {
    call.at(2_000, say(playId, text));
    call.at(2_100, new MediaEvent.ItemBegan(0, 0));
  }

  private static Effect other(long now, String sender) {
    return other(now, sender, "a");
  }

  private static Effect other(long now, String sender, String playId) {
    return emit(new Event.Other(SERVER, now, sender, Map.of("playId", playId)));
  }

  private static Effect cancels(int item) {
    return voice(new AiRequest.Cancel(List.of(item)));
  }

  private static Effect stops(int playback) {
    return media(new MediaRequest.Stop(playback));
  }
}
