package io.voxbus.sip.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call that rings at several phones. */
class ForkRulesTest {
  private static final SipEvent RINGS = new SipEvent.Progress(180, "Ringing", null);
  private static final SipEvent TAKEN = new SipEvent.Answered("v=0 b");

  private final ForkRules fork = new ForkRules(3);

  @Test
  void theFirstThatAnswersHasTheCallAndTheOthersAreLetGo() {
    assertEquals(List.of(tell(RINGS)), fork.on(0, RINGS));
    assertEquals(List.of(tell(TAKEN), pass(0, end(200)), pass(2, end(200))), fork.on(1, TAKEN));
    assertEquals(1, fork.taker());
  }

  @Test
  void whoeverAnswersTooLateIsNotHeardOf() {
    fork.on(1, TAKEN);
    assertEquals(List.of(), fork.on(0, new SipEvent.Answered("v=0 a")));
    assertEquals(List.of(), fork.on(2, new SipEvent.HungUp(null, Map.of())));
  }

  @Test
  void onlyTheFirstPhoneWithEarlyMediaIsHeard() {
    SipEvent first = new SipEvent.Progress(183, "Session Progress", "v=0 a");
    assertEquals(List.of(tell(first)), fork.on(0, first));
    assertEquals(List.of(tell(new SipEvent.Progress(183, "Session Progress", null))),
        fork.on(1, new SipEvent.Progress(183, "Session Progress", "v=0 b")));
    assertEquals(List.of(tell(first)), fork.on(0, first));
  }

  @ParameterizedTest
  @CsvSource({"480,486,404,486", "503,404,500,404", "302,486,480,302", "500,503,500,500"})
  void whenAllRefuseTheBestAnswerCounts(int first, int second, int third, int best) {
    assertEquals(List.of(), fork.on(0, refused(first)));
    assertEquals(List.of(), fork.on(1, refused(second)));
    assertEquals(List.of(tell(refused(best)), new ForkEffect.Forget()),
        fork.on(2, refused(third)));
  }

  @Test
  void whoDeclinesDoesSoForAllPhones() {
    assertEquals(List.of(pass(1, end(603)), pass(2, end(603)), tell(refused(603)),
        new ForkEffect.Forget()), fork.on(0, refused(603)));
    assertEquals(List.of(), fork.on(1, TAKEN));
  }

  @Test
  void aPhoneThatIsLostBeforeItAnswersIsOneLess() {
    fork.on(0, refused(486));
    fork.on(1, new SipEvent.Lost(480, "gone"));
    assertEquals(List.of(tell(TAKEN)), fork.on(2, TAKEN));
  }

  /** By which another node could take it back at each of them. */
  @Test
  void theInviteOfEachPhoneIsToldUntilOneAnswers() {
    assertEquals(List.of(tell(invited("c"))), fork.on(2, invited("c")));
    assertEquals(List.of(tell(invited("a"))), fork.on(0, invited("a")));
    fork.on(0, TAKEN);
    assertEquals(List.of(), fork.on(1, invited("b")));
  }

  private static SipEvent invited(String callId) {
    return new SipEvent.Invited(new SipInvite("sip:c@a.test", "SIP/2.0/UDP a.test",
        "<sip:a@a.test>;tag=a", "<sip:c@a.test>", callId, 1, "", "UDP",
        new SipDialog.Way("::1", 5060)));
  }

  @Test
  void whatTheCallWantsGoesToThePhoneThatHasIt() {
    SipRequest offer = new SipRequest.Reoffer("v=0");
    assertEquals(List.of(), fork.wanted(offer));
    fork.on(2, TAKEN);
    assertEquals(List.of(pass(2, offer)), fork.wanted(offer));
    SipEvent bye = new SipEvent.HungUp(null, Map.of());
    assertEquals(List.of(tell(bye), new ForkEffect.Forget()), fork.on(2, bye));
  }

  @Test
  void theCallGivesUpAtAllPhones() {
    fork.on(0, refused(486));
    SipRequest end = new SipRequest.End(480, "", Map.of());
    assertEquals(List.of(pass(1, end), pass(2, end), new ForkEffect.Forget()), fork.wanted(end));
    assertEquals(List.of(), fork.on(1, TAKEN));
  }

  private static SipRequest end(int cause) {
    return new SipRequest.End(487, "", Map.of("Reason", "SIP;cause=" + cause));
  }

  private static SipEvent.Refused refused(int code) {
    return new SipEvent.Refused(code, "r" + code);
  }

  private static ForkEffect tell(SipEvent event) {
    return new ForkEffect.Tell(event);
  }

  private static ForkEffect pass(int phone, SipRequest request) {
    return new ForkEffect.Pass(phone, request);
  }
}
