package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestCall.ID;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.media;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call by WebRTC that has lost its node. */
class ResumedBrowserTest {
  private static final CallOption OPTION = offer("v=0 theirs");
  private static final CallSetup SETUP = new CallSetup(ID, CallType.WEBRTC, OPTION, "server", null,
      false);
  private static final Carrier.Secured KEYS = new Carrier.Secured("AEAD_AES_128_GCM", "c2VuZA==",
      "cmVjZWl2ZQ==", new Carrier.Received(7, 70_000));
  private static final MediaRequest.Reoffered AGAIN = new MediaRequest.Reoffered(ID, "v=0 again");
  private CallMachine call;

  @BeforeEach
  void answered() {
    call = new CallMachine(SETUP, CallRules.defaults(), "n1");
    call.start(1_000);
    call.on(new Signal.MediaOpened(ours(1, "a")), 1_100);
    call.on(new Signal.FromMedia(new MediaEvent.Secured(KEYS)), 1_200);
  }

  @Test
  void theNewNodeKnowsTheKeysAndTellsTheClientWhereItIs() {
    CallMachine next = restored(call, "n2");
    assertEquals(effects(new Effect.OpenMedia(OPTION,
        new Carrier.WebRtc("v=0 theirs", new Carrier.Before("77", 1, KEYS)), 2)),
        next.resume(new Resumption("n2", 2, 2_000), 2_300));
    assertEquals(effects(emit(new Event.Migrate(ID, 2_310, "n2", "b", "secret",
        List.of("candidate:1 1 udp 1 192.0.2.1 9 typ host")))),
        next.on(new Signal.MediaOpened(ours(2, "b")), 2_310));
    assertEquals(Phase.CONNECTING, next.phase());
  }

  @Test
  void theClientInvitesOnceMoreAndTheCallGoesOnWhenItIsThere() {
    CallMachine next = migrating();
    next.on(new Signal.Commanded(new Command.Dtmf("5", null, null)), 2_320);
    assertEquals(effects(new Effect.AskMedia(AGAIN)),
        next.on(new Signal.Commanded(new Command.Invite(offer("v=0 again"))), 2_400));
    assertEquals(effects(emit(new Event.Answer(ID, 2_410, ours(3, "b"), null, "n2"))),
        next.on(new Signal.MediaGave(AGAIN, ours(3, "b")), 2_410));
    assertEquals(effects(
        emit(new Event.Custom(ID, 2_500, "cluster",
            Map.of("takenOver", true, "node", "n2", "epoch", 2L, "gapMs", 500L), null)),
        media(new MediaRequest.Dial("5", 100))),
        next.on(new Signal.FromMedia(new MediaEvent.Reached()), 2_500));
    assertEquals(Phase.ANSWERED, next.phase());
  }

  @Test
  void anotherNodeThatIsLostMeanwhileChangesNothingOfThat() {
    CallMachine next = migrating();
    next.on(new Signal.Commanded(new Command.Invite(offer("v=0 again"))), 2_400);
    next.on(new Signal.MediaGave(AGAIN, ours(3, "b")), 2_410);
    CallMachine third = restored(next, "n3");
    assertEquals(effects(new Effect.OpenMedia(OPTION,
        new Carrier.WebRtc("v=0 again", new Carrier.Before("77", 3, KEYS)), 3)),
        third.resume(new Resumption("n3", 3, 3_000), 3_300));
    assertTrue(third.on(new Signal.MediaOpened(ours(4, "c")), 3_310)
        .getFirst() instanceof Effect.Emit(Event.Migrate migrate));
    third.on(new Signal.FromMedia(new MediaEvent.Reached()), 3_400);
    assertEquals(Phase.ANSWERED, third.phase());
  }

  @Test
  void aClientThatDoesNotComeEndsTheCall() {
    CallMachine next = migrating();
    next.on(new Signal.FromMedia(new MediaEvent.Vanished()), 5_000);
    assertTrue(next.on(new Signal.FromMedia(new MediaEvent.Closed(0, null)), 5_010)
        .contains(emit(TestCall.hangup(5_010, "nodeFailure", "system"))));
  }

  @Test
  void aClientThatIsLostLaterHasLostTheCallForAnotherReason() {
    CallMachine next = migrating();
    next.on(new Signal.FromMedia(new MediaEvent.Reached()), 2_500);
    next.on(new Signal.FromMedia(new MediaEvent.Vanished()), 5_000);
    assertTrue(next.on(new Signal.FromMedia(new MediaEvent.Closed(0, null)), 5_010)
        .contains(emit(TestCall.hangup(5_010, "iceFailed", "system"))));
  }

  @Test
  void addressesThatBecomeKnownComeAfterTheAnswer() {
    CallMachine next = migrating();
    MediaEvent.Candidate late = new MediaEvent.Candidate("candidate:2", "0", 0, "b");
    assertEquals(effects(), next.on(new Signal.FromMedia(late), 2_350));
    next.on(new Signal.Commanded(new Command.Invite(offer("v=0 again"))), 2_400);
    assertEquals(
        effects(emit(new Event.Answer(ID, 2_410, ours(3, "b"), null, "n2")),
            emit(new Event.Candidate(ID, 2_410, "candidate:2", "0", 0, "b"))),
        next.on(new Signal.MediaGave(AGAIN, ours(3, "b")), 2_410));
  }

  @Test
  void aCallThatWasNotAnsweredIsAnsweredByTheNewNode() {
    CallMachine asked = new CallMachine(SETUP, CallRules.defaults(), "n1");
    asked.start(1_000);
    CallMachine next = restored(asked, "n2");
    assertEquals(effects(new Effect.OpenMedia(OPTION, new Carrier.WebRtc("v=0 theirs"), 2)),
        next.resume(new Resumption("n2", 2, 1_050), 1_300));
    assertTrue(next.on(new Signal.MediaOpened(ours(1, "b")), 1_400)
        .contains(emit(new Event.Answer(ID, 1_400, ours(1, "b"), null, "n2"))));
  }

  @Test
  void itMayBeMovedWhenItIsAnsweredAndNobodyReadsItsKeysInALog() {
    assertTrue(call.movable());
    assertFalse(migrating().movable());
    assertFalse(new MediaEvent.Secured(KEYS).toString().contains(KEYS.send()));
    assertFalse(new MediaEvent.Secured(KEYS).toString().contains(KEYS.receive()));
  }

  private CallMachine migrating() {
    CallMachine next = restored(call, "n2");
    next.resume(new Resumption("n2", 2, 2_000), 2_300);
    next.on(new Signal.MediaOpened(ours(2, "b")), 2_310);
    return next;
  }

  /** As another node restores it. */
  private static CallMachine restored(CallMachine call, String node) {
    try {
      return CallMachine.restored(SETUP, CallRules.defaults(), node,
          Json.mapper().readValue(Json.text(call.state()), MachineState.class));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String ours(int version, String ufrag) {
    return """
        v=0
        o=- 77 %d IN IP4 127.0.0.1
        a=ice-ufrag:%s
        a=ice-pwd:secret
        a=candidate:1 1 udp 1 192.0.2.1 9 typ host
        """.formatted(version, ufrag).replace("\n", "\r\n");
  }

  private static CallOption offer(String sdp) {
    return WebRtcRulesTest.offer(sdp);
  }
}
