package io.voxbus.call.rules;

import static io.voxbus.call.rules.TestCall.ID;
import static io.voxbus.call.rules.TestCall.effects;
import static io.voxbus.call.rules.TestCall.emit;
import static io.voxbus.call.rules.TestCall.media;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.bus.Json;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
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
import org.junit.jupiter.api.Test;

class WebRtcRulesTest {
  private static final CallOption OFFER = offer("v=0 theirs");
  private static final MediaRequest.Reoffered AGAIN = new MediaRequest.Reoffered(ID, "v=0 again");

  @Test
  void theOfferGoesToTheMedia() {
    CallMachine machine = new CallMachine(
        new CallSetup(ID, CallType.WEBRTC, OFFER, "server", null, false), CallRules.defaults(),
        "n1");
    assertEquals(effects(new Effect.OpenMedia(OFFER, new Carrier.WebRtc("v=0 theirs"))),
        machine.start(1_000));
  }

  @Test
  void mediaIsReadyOnceItFlows() {
    assertEquals(effects(emit(new Event.MediaReady(ID, 2_000))),
        TestCall.webrtc(OFFER).at(2_000, new MediaEvent.Flowing("opus")));
  }

  @Test
  void aFurtherOfferIsAnsweredByAFurtherAnswer() {
    TestCall call = TestCall.webrtc(OFFER);
    assertEquals(effects(new Effect.AskMedia(AGAIN)),
        call.at(2_000, new Command.Invite(offer("v=0 again"))));
    assertEquals(effects(emit(new Event.Answer(ID, 2_001, "v=0 new", null, "n1"))),
        call.at(2_001, new Signal.MediaGave(AGAIN, "v=0 new")));
  }

  @Test
  void aFurtherOfferThatIsOfNoUseIsAnErrorAndTheCallGoesOn() {
    TestCall call = TestCall.webrtc(OFFER);
    assertEquals(effects(emit(new Event.Error(ID, 2_000, "invite", "no audio", 488))),
        call.at(2_000, new Signal.MediaDenied(AGAIN, 488, "no audio")));
    assertEquals(Phase.ANSWERED, call.machine.phase());
  }

  @Test
  void aFurtherInviteWithoutAnOfferIsAConflict() {
    assertEquals(
        effects(emit(new Event.Error(ID, 2_000, "command", "the call is set up already", 409))),
        TestCall.webrtc(OFFER).at(2_000, new Command.Invite(CallOption.NONE)));
  }

  @Test
  void whereWeCanBeReachedAsWellIsToldByWhoGoesOnWithTheCall() {
    CallMachine call = CallMachine.restored(
        new CallSetup(ID, CallType.WEBRTC, OFFER, "server", null, false), CallRules.defaults(),
        "n1", TestCall.webrtc(OFFER).machine.state());
    assertEquals(effects(emit(new Event.Candidate(ID, 3_000, "candidate:2", "0", 1, "u"))),
        call.on(new Signal.FromMedia(new MediaEvent.Candidate("candidate:2", "0", 1, "u")),
            3_000));
  }

  @Test
  void whereWeCanBeReachedAsWellIsToldAfterTheAnswer() {
    MediaEvent.Candidate relay = new MediaEvent.Candidate("candidate:2", "0", 1, "old");
    Event.Candidate told = new Event.Candidate(ID, 3_000, "candidate:2", "0", 1, "old");
    TestCall call = TestCall.webrtc(OFFER);
    assertEquals(effects(emit(told)), call.at(3_000, relay));
    call.at(3_000, new Command.Invite(offer("v=0 again")));
    assertEquals(effects(), call.at(3_000, relay));
    assertEquals(effects(), call.at(3_000, new MediaEvent.Candidate("", "0", 1, "new")));
    String sdp = "v=0\r\na=ice-ufrag:new\r\n";
    assertEquals(
        effects(emit(new Event.Answer(ID, 3_000, sdp, null, "n1")),
            emit(new Event.Candidate(ID, 3_000, "", "0", 1, "new"))),
        call.at(3_000, new Signal.MediaGave(AGAIN, sdp)), "those of before belong to nothing");
    call.at(3_000, new Command.Invite(offer("v=0 again")));
    call.at(3_000, relay);
    assertEquals(
        effects(emit(new Event.Error(ID, 3_000, "invite", "no audio", 488)), emit(told)),
        call.at(3_000, new Signal.MediaDenied(AGAIN, 488, "no audio")));
  }

  @Test
  void whatIsKnownOfOurAddressesBeforeTheFirstAnswerWaitsForIt() {
    CallMachine machine = new CallMachine(
        new CallSetup(ID, CallType.WEBRTC, OFFER, "server", null, false), CallRules.defaults(),
        "n1");
    machine.start(1_000);
    for (int i = 0; i < 500; i++) {
      assertEquals(effects(), machine.on(new Signal.FromMedia(
          new MediaEvent.Candidate("candidate:" + i, "0", 0, "u")), 1_000));
    }
    List<Event> told = machine.on(new Signal.MediaOpened("v=0 ours"), 1_001).stream()
        .filter(Effect.Emit.class::isInstance).map(effect -> ((Effect.Emit) effect).event())
        .toList();
    assertEquals(new Event.Answer(ID, 1_001, "v=0 ours", null, "n1"), told.getFirst());
    assertEquals(new Event.Candidate(ID, 1_001, "candidate:63", "0", 0, "u"), told.getLast());
  }

  @Test
  void aClientThatIsGoneEndsTheCall() {
    TestCall call = TestCall.webrtc(OFFER);
    assertEquals(effects(media(new MediaRequest.Close())),
        call.at(2_000, new MediaEvent.Vanished()));
    Event.Hangup hangup = call.at(2_100, new MediaEvent.Closed(0, null)).stream()
        .filter(Effect.Emit.class::isInstance).map(effect -> ((Effect.Emit) effect).event())
        .filter(Event.Hangup.class::isInstance).map(Event.Hangup.class::cast).findFirst()
        .orElseThrow();
    assertEquals("iceFailed system", hangup.reason() + " " + hangup.initiator());
  }

  @Test
  void aClientThatClosesItsConnectionHasHungUp() {
    TestCall call = TestCall.webrtc(OFFER);
    assertEquals(effects(media(new MediaRequest.Close())), call.at(2_000, new MediaEvent.Left()));
    assertEquals(List.of("caller caller"),
        call.at(2_100, new MediaEvent.Closed(0, null)).stream()
            .filter(Effect.Emit.class::isInstance).map(effect -> ((Effect.Emit) effect).event())
            .filter(Event.Hangup.class::isInstance).map(Event.Hangup.class::cast)
            .map(hangup -> hangup.reason() + " " + hangup.initiator()).toList());
  }

  @Test
  void candidatesGoToTheMediaAndOneThatIsMalformedIsAnError() {
    TestCall call = TestCall.webrtc(OFFER);
    String good = "candidate:1 1 UDP 2122252543 192.0.2.1 12345 typ host";
    assertEquals(effects(media(new MediaRequest.Candidates(ID, List.of(good)))),
        call.at(2_000, new Command.Candidate(List.of(good, ""))));
    assertEquals(effects(), call.at(2_000, new Command.AddIceCandidate("", "0", 0)));
    assertEquals(
        effects(emit(new Event.Error(ID, 2_001, "command", "not an ICE candidate", 400))),
        call.at(2_001, new Command.AddIceCandidate("nonsense", "0", 0)));
  }

  static CallOption offer(String sdp) {
    return ((Command.Invite) Json
        .command("{\"command\":\"invite\",\"option\":{\"offer\":\"" + sdp + "\"}}")).call();
  }
}
