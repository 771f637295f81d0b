package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestCall.closesMedia;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.error;
import static io.voxbus.call.rules.TestCall.media;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.testing.Records;
import org.junit.jupiter.api.Test;

class BotRulesTest {
  private static final MediaPassOption PASS = new MediaPassOption("wss://bot/?token=secret", null,
      null, null, null, "twilio", null);
  private static final MediaRequest OPEN = new MediaRequest.OpenLeg("bot",
      new Carrier.Bot(TestCall.ID, PASS));
  private static final String SENDER = "media_pass: wss://bot/?token=***";

  private final TestCall call = TestCall
      .placed(Records.of(CallOption.class, "mediaPass", PASS));

  @Test
  void theBotIsCalledWhenTheCallIsAnswered() {
    var effects = call.at(TestCall.ANSWER, new Signal.MediaOpened(""));
    assertTrue(effects.containsAll(effects(new Effect.AskMedia(OPEN),
        media(new MediaRequest.Connect("bot", true)))));
  }

  @Test
  void itsTrackBeginsWhenItIsThere() {
    answer();
    assertEquals(effects(emit(new Event.TrackStart(TestCall.SERVER, 2_000, null, null))),
        tells(2_000, new MediaEvent.Flowing("pcmu")));
    assertEquals(effects(media(new MediaRequest.CloseLeg("bot")), ends(5_000, 3_000),
        closesMedia()), call.at(5_000, new Command.Hangup(null, null, null, false)));
  }

  @Test
  void aKeyIsToldToTheClientAndToTheBot() {
    answer();
    assertEquals(
        effects(emit(new Event.Dtmf(TestCall.ID, 2_000, "5", null)),
            media(new MediaRequest.DialLeg("bot", "5", 100))),
        call.at(2_000, new MediaEvent.Dtmf("5")));
  }

  @Test
  void aBotThatHangsUpEndsTheCall() {
    answer();
    tells(2_000, new MediaEvent.Flowing("pcmu"));
    assertEquals(effects(media(new MediaRequest.CloseLeg("bot")), ends(2_500, 500),
        closesMedia()), tells(2_500, new MediaEvent.Vanished()));
    assertEquals(effects(
        emit(new Event.TrackEnd(TestCall.ID, 2_600, 1_000, null, null)),
        emit(TestCall.hangup(2_600, "mediaPass", "bot")),
        new Effect.Finish("mediaPass", "bot")), call.at(2_600, new MediaEvent.Closed(1_000, null)));
  }

  @Test
  void aBotThatIsLostIsAnErrorOnce() {
    answer();
    tells(2_000, new MediaEvent.Flowing("pcmu"));
    assertEquals(effects(error(3_000, SENDER, "gone", 502)),
        tells(3_000, new MediaEvent.Failed(SENDER, 502, "gone")));
    assertEquals(effects(media(new MediaRequest.CloseLeg("bot")), ends(3_000, 1_000)),
        tells(3_000, new MediaEvent.Closed(0, null)));
    assertEquals(effects(emit(new Event.Dtmf(TestCall.ID, 4_000, "5", null))),
        call.at(4_000, new MediaEvent.Dtmf("5")));
    assertEquals(effects(closesMedia()),
        call.at(5_000, new Command.Hangup(null, null, null, false)));
  }

  @Test
  void whatTheMediaRefusesIsAnErrorAndTheCallGoesOn() {
    answer();
    assertEquals(effects(error(1_200, SENDER, "no", 400), media(new MediaRequest.CloseLeg("bot"))),
        call.at(1_200, new Signal.MediaDenied(OPEN, 400, "no")));
  }

  @Test
  void whatOpensTooLateIsClosed() {
    answer();
    call.at(1_200, new Signal.MediaDenied(OPEN, 504, "no answer in time"));
    assertEquals(effects(media(new MediaRequest.CloseLeg("bot"))),
        call.at(1_300, new Signal.MediaGave(OPEN, "")));
  }

  private void answer() {
    call.at(TestCall.ANSWER, new Signal.MediaOpened(""));
  }

  private java.util.List<Effect> tells(long now, MediaEvent event) {
    return call.at(now, new MediaEvent.OfLeg("bot", event));
  }

  private static Effect ends(long now, long millis) {
    return emit(new Event.TrackEnd(TestCall.SERVER, now, millis, null, null));
  }
}
