package io.voxbus.call.rules;

import io.voxbus.call.turn.Effect;
import static io.voxbus.call.rules.TestCall.Flag.END;
import static io.voxbus.call.rules.TestCall.Flag.HANGUP;
import static io.voxbus.call.rules.TestCall.Flag.STREAMING;
import static io.voxbus.call.rules.TestCall.answered;
import static io.voxbus.call.rules.TestCall.closesMedia;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.media;
import static io.voxbus.call.rules.TestCall.play;
import static io.voxbus.call.rules.TestCall.plays;
import static io.voxbus.call.rules.TestCall.say;
import static io.voxbus.call.rules.TestCall.says;
import static io.voxbus.call.rules.TestCall.speaks;
import static io.voxbus.call.rules.TestCall.trackEnd;
import static io.voxbus.call.rules.TestCall.trackStart;
import static io.voxbus.call.rules.TestCall.voice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Text that comes as a language model writes it (wire-spec 3.4). */
class StreamingRulesTest {
  private final TestCall call = answered();

  @Test
  void piecesOfAStreamAreOneItem() {
    assertEquals(effects(speaks(0, 0), says(0, "Hel", true)),
        call.at(2_000, say("a", "Hel", STREAMING)));
    assertEquals(effects(says(0, "lo", true)), call.at(2_010, say("a", "lo", STREAMING)));
    assertEquals(effects(says(0, null, false)), call.at(2_020, say("a", "", STREAMING, END)));
    begun(2_100);
    assertEquals(effects(trackEnd(2_900, "a", 0, 800)), ended(2_900, 0, 800));
  }

  @Test
  void theLastPieceMayHoldText() {
    call.at(2_000, say("a", "Hel", STREAMING));
    assertEquals(effects(says(0, "lo", false)), call.at(2_010, say("a", "lo", STREAMING, END)));
    assertEquals(effects(trackEnd(2_900, "a", 0, 800)), ended(2_900, 0, 800));
  }

  @Test
  void aStreamStaysOpenWhileItSpeaks() {
    call.at(2_000, say("a", "Hello.", STREAMING));
    starved(2_010, true);
    starved(2_100, false);
    begun(2_100);
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  @Test
  void aStreamThatNobodyEndsEndsTenSecondsAfterItsLastAudio() {
    call.at(2_000, say("a", "Hello.", STREAMING));
    begun(2_100);
    starved(3_000, true);
    assertEquals(13_000, call.machine.nextMillis());
    assertEquals(effects(says(0, null, false)), call.until(13_000));
    assertEquals(effects(trackEnd(13_020, "a", 0, 900)), ended(13_020, 0, 900));
  }

  @Test
  void aPieceWithinTheTenSecondsKeepsTheStreamOpen() {
    call.at(2_000, say("a", "Hello.", STREAMING));
    begun(2_100);
    starved(3_000, true);
    assertEquals(effects(says(0, " There.", true)),
        call.at(12_999, say("a", " There.", STREAMING)));
    starved(13_100, false);
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
    starved(14_000, true);
    assertEquals(24_000, call.machine.nextMillis());
  }

  @Test
  void aPieceTooShortToBeSpokenDoesNotKeepTheStreamOpenForEver() {
    call.at(2_000, say("a", "Hello.", STREAMING));
    begun(2_100);
    starved(3_000, true);
    call.at(5_000, say("a", " Th", STREAMING));
    assertEquals(effects(says(0, null, false)), call.until(15_000));
  }

  @Test
  void aStreamThatBeginsWithNothingWaitsForItsText() {
    assertEquals(List.of(), call.at(2_000, say("a", "", STREAMING)));
    assertEquals(List.of(), call.until(11_999));
    assertEquals(effects(speaks(0, 0), says(0, "Hello.", true)),
        call.at(11_999, say("a", "Hello.", STREAMING)));
    assertEquals(effects(trackStart(12_100, "a", 0)), begun(12_100));
  }

  @Test
  void aWholeTextAfterAStreamOfTheSamePlayIdIsQueuedBehindIt() {
    call.at(2_000, say("a", "Hello.", STREAMING));
    assertEquals(effects(says(0, null, false), speaks(0, 1), says(1, "Bye.", false)),
        call.at(2_010, say("a", "Bye.", END)));
    assertEquals(List.of(), ended(3_000, 0, 900));
    assertEquals(effects(trackEnd(4_000, "a", 0, 1_800)), ended(4_000, 1, 900));
  }

  @Test
  void aFileAfterAStreamOfTheSamePlayIdEndsTheStream() {
    call.at(2_000, say("a", "Hello.", STREAMING));
    assertEquals(effects(says(0, null, false), plays(0, 1, new Sound.File("b.wav", 0))),
        call.at(2_010, play("b.wav", "a")));
  }

  @Test
  void autoHangupOnTheEmptyEndOfAStreamWaitsForItsAudio() {
    call.at(2_000, say("a", "Bye.", STREAMING));
    begun(2_100);
    assertEquals(effects(says(0, null, false)),
        call.at(2_200, say("a", "", STREAMING, END, HANGUP)));
    assertEquals(effects(trackEnd(3_000, "a", 0, 900), closesMedia()), ended(3_000, 0, 900));
  }

  @Test
  void aGracefulInterruptOfAStreamIsImmediate() {
    call.at(2_000, say("a", "Hello.", STREAMING));
    begun(2_100);
    assertEquals(
        effects(voice(new AiRequest.Cancel(List.of(0))), media(new MediaRequest.Stop(0))),
        call.at(2_500, new io.voxbus.protocol.api.Command.Interrupt(true, null)));
  }

  @Test
  void aVoiceThatFailsInAStreamLeavesTheTrackToTheNextPiece() {
    call.at(2_000, say("a", "Hello.", STREAMING));
    begun(2_100);
    assertEquals(List.of(), ended(2_200, 0, 100));
    assertEquals(effects(speaks(0, 1), says(1, "Again.", true)),
        call.at(5_000, say("a", "Again.", STREAMING)));
    call.at(5_010, say("a", "", STREAMING, END));
    assertEquals(effects(trackEnd(6_000, "a", 0, 600)), ended(6_000, 1, 500));
  }

  private List<Effect> begun(long now) {
    return call.at(now, new MediaEvent.ItemBegan(0, 0));
  }

  private List<Effect> ended(long now, int item, long played) {
    return call.at(now, new MediaEvent.ItemEnded(0, item, played));
  }

  private void starved(long now, boolean dry) {
    assertEquals(List.of(), call.at(now, new MediaEvent.ItemStarved(0, 0, dry)));
  }
}
