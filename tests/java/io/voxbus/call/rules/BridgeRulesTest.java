package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestCall.closesMedia;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.error;
import static io.voxbus.call.rules.TestCall.media;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Call {@code s1} on node {@code n1} and call {@code s2} on node {@code n2}, seen from the first. */
class BridgeRulesTest {
  private static final String TRACK = "bridge-s1-s2";
  private static final Command BRIDGE = new Command.Bridge("s2");
  private static final Effect JOIN = new Effect.ToCall("s2", new CallRequest.Join("s1", "n1"));
  private static final Effect PART = new Effect.ToCall("s2", new CallRequest.Part("s1"));
  private static final Signal AGREED = new Signal.Joined("s2", "n2", false);
  private static final Signal ASKED = new Signal.Joined("s2", "n2", true);

  private final TestCall call = TestCall.answered();

  @Test
  void theOtherCallIsAskedAndHeardOnceItAgrees() {
    assertEquals(effects(JOIN), call.at(2_000, BRIDGE));
    assertFalse(call.machine.replaceable(), "its successor would not hear the answer");
    assertEquals(begins(2_100), call.at(2_100, AGREED));
    assertTrue(call.machine.replaceable());
  }

  @Test
  void aCallThatIsAskedJoinsAtOnce() {
    assertEquals(begins(2_000), call.at(2_000, ASKED));
  }

  @Test
  void twoCallsThatAskEachOtherAtOnceAreBridgedOnce() {
    call.at(2_000, BRIDGE);
    assertTrue(call.machine.admits("s2"));
    assertEquals(begins(2_010), call.at(2_010, ASKED));
    assertEquals(effects(), call.at(2_020, AGREED));
  }

  @Test
  void unbridgePartsThemAndTheCallGoesOn() {
    bridged();
    assertEquals(effects(PART, closes(), ends(5_000, 3_000)),
        call.at(5_000, new Command.Unbridge()));
    assertEquals(effects(error(5_100, "unbridge", "the call is not bridged", 409)),
        call.at(5_100, new Command.Unbridge()));
    assertEquals(effects(JOIN), call.at(5_200, BRIDGE));
  }

  @Test
  void unbridgeBeforeTheOtherAgreesTakesTheQuestionBack() {
    call.at(2_000, BRIDGE);
    assertEquals(effects(PART), call.at(2_010, new Command.Unbridge()));
    assertEquals(effects(), call.at(2_020, AGREED));
  }

  @Test
  void theOtherCallLeaves() {
    bridged();
    assertEquals(effects(), call.at(2_500, new Signal.Parted("s3")));
    assertEquals(effects(closes(), ends(3_000, 1_000)), call.at(3_000, new Signal.Parted("s2")));
  }

  @Test
  void anotherCallWhoseNodeDiesIsWaitedForAndComesBackElsewhere() {
    bridged();
    assertEquals(effects(), call.at(2_500, new Signal.NodeLost("n3")));
    assertEquals(effects(closes()), call.at(3_000, new Signal.NodeLost("n2")));
    assertTrue(call.machine.admits("s2"));
    assertEquals(effects(new Effect.AskMedia(opens("n3")),
        media(new MediaRequest.Connect(TRACK, true))),
        call.at(4_000, new Signal.Joined("s2", "n3", true)));
    assertEquals(effects(PART, closes(), ends(5_000, 3_000)),
        call.at(5_000, new Command.Unbridge()));
  }

  @Test
  void oneThatDoesNotComeBackInTenSecondsHasLeft() {
    bridged();
    call.at(3_000, new Signal.NodeLost("n2"));
    assertEquals(13_000, call.machine.nextMillis());
    assertEquals(effects(ends(13_000, 11_000)), call.at(13_000, new Signal.Tick()));
    assertEquals(Long.MAX_VALUE, call.machine.nextMillis());
  }

  @Test
  void whoIsWaitedForCanBeGivenUp() {
    bridged();
    call.at(3_000, new Signal.NodeLost("n2"));
    assertEquals(effects(PART, ends(4_000, 2_000)), call.at(4_000, new Command.Unbridge()));
  }

  @Test
  void anotherCallThatHasMovedIsHeardFromItsNewNode() {
    bridged();
    assertEquals(
        effects(closes(), new Effect.AskMedia(opens("n3")),
            media(new MediaRequest.Connect(TRACK, true))),
        call.at(3_000, new Signal.Joined("s2", "n3", true)));
    assertEquals(effects(), call.at(3_100, new Signal.NodeLost("n2")), "it is not there any more");
  }

  @Test
  void aCallWhoseOwnNodeIsLostAsksTheOtherOneUntilThatIsThere() {
    bridged();
    CallMachine resumed = TestCall.restored(call.machine);
    resumed.resume(new Resumption("n3", 2, 3_000), 3_500);

    List<Effect> goesOn = resumed.on(new Signal.MediaOpened(""), 3_600);
    Effect join = new Effect.ToCall("s2", new CallRequest.Join("s1", "n3"));
    assertTrue(goesOn.contains(join), goesOn.toString());
    assertEquals(effects(), resumed.on(new Signal.JoinRefused("s2", 404, "no"), 3_700));
    assertEquals(4_000, resumed.nextMillis());
    assertEquals(effects(join), resumed.on(new Signal.Tick(), 4_000));
    assertEquals(
        effects(new Effect.AskMedia(opens("n2")), media(new MediaRequest.Connect(TRACK, true))),
        resumed.on(new Signal.Joined("s2", "n2", false), 4_100));
    assertEquals(Long.MAX_VALUE, resumed.nextMillis());
  }

  @Test
  void aCallThatFindsNobodyAnyMoreGoesOnWithout() {
    bridged();
    CallMachine resumed = TestCall.restored(call.machine);
    resumed.resume(new Resumption("n3", 2, 3_000), 3_500);
    resumed.on(new Signal.MediaOpened(""), 3_600);

    assertEquals(effects(ends(13_600, 11_600)), resumed.on(new Signal.Tick(), 13_600));
  }

  @Test
  void theEndOfTheCallPartsThem() {
    bridged();
    assertEquals(effects(PART, closes(), ends(3_000, 1_000), closesMedia()),
        call.at(3_000, new Signal.Ended("killed", "system")));
  }

  @Test
  void aBridgeWithItselfOrASecondOneIsRefused() {
    assertEquals(effects(error(2_000, "bridge", "a call cannot be bridged with itself", 409)),
        call.at(2_000, new Command.Bridge("s1")));
    bridged();
    assertEquals(effects(error(3_000, "bridge", "the call is bridged already", 409)),
        call.at(3_000, new Command.Bridge("s3")));
    assertFalse(call.machine.admits("s3"));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409})
  void aRefusalIsToldAndAnotherBridgeIsPossible(int code) {
    call.at(2_000, BRIDGE);
    assertEquals(effects(error(2_100, "bridge", "no", code)),
        call.at(2_100, new Signal.JoinRefused("s2", code, "no")));
    assertEquals(effects(JOIN), call.at(2_200, BRIDGE));
  }

  @Test
  void aQuestionWithoutAnAnswerIsTakenBack() {
    call.at(2_000, BRIDGE);
    assertEquals(effects(PART, error(2_100, "bridge", "no answer in time", 504)),
        call.at(2_100, new Signal.JoinRefused("s2", 504, "no answer in time")));
  }

  @Test
  void mediaThatCannotBeOpenedEndsTheBridge() {
    bridged();
    assertEquals(effects(error(2_100, "bridge", "broken", 500), PART, closes(), ends(2_100, 100)),
        call.at(2_100, new Signal.MediaDenied(opens(), 500, "broken")));
  }

  @Test
  void aCallThatIsNotAnsweredAdmitsNobodyAndItsOwnBridgeWaits() {
    TestCall early = TestCall.placed(CallOption.NONE);
    assertFalse(early.machine.admits("s2"));
    assertEquals(effects(), early.at(1_050, BRIDGE));
    assertTrue(early.at(1_100, new Signal.MediaOpened("")).contains(JOIN));
  }

  private void bridged() {
    call.at(2_000, ASKED);
  }

  private static List<Effect> begins(long now) {
    return effects(new Effect.AskMedia(opens()),
        media(new MediaRequest.Connect(TRACK, true)),
        emit(new Event.TrackStart(TRACK, now, null, null)));
  }

  private static MediaRequest opens() {
    return opens("n2");
  }

  private static MediaRequest opens(String node) {
    return new MediaRequest.OpenLeg(TRACK, new Carrier.Bridge("s1", "s2", node));
  }

  private static Effect closes() {
    return media(new MediaRequest.CloseLeg(TRACK));
  }

  private static Effect ends(long now, long lasted) {
    return emit(new Event.TrackEnd(TRACK, now, lasted, null, null));
  }
}
