package io.voxbus.sip.orphan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.bus.Orphan;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipWaiting;
import io.voxbus.sip.orphan.OrphanEffect.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in dialogs that are not here, while nodes live, die, and are inherited from. */
class OrphanRulesTest {
  private static final long START = 1_000;
  private static final Set<String> OTHERS = Set.of("n2", "n3");

  private final OrphanRules rules = new OrphanRules();

  private List<OrphanEffect> at(long now, OrphanSignal signal) {
    return rules.on(signal, now);
  }

  private List<OrphanEffect> came(String id, String method) {
    at(START, new OrphanSignal.Seen(OTHERS));
    return at(START, new OrphanSignal.Came(orphan(id, method)));
  }

  private List<OrphanEffect> said(long now, String node, boolean here) {
    return at(now, new OrphanSignal.Said("t1", node, here));
  }

  private List<OrphanEffect> tick() {
    return at(rules.nextMillis(), new OrphanSignal.Tick());
  }

  private static Orphan orphan(String id, String method) {
    return new Orphan(id, "c1", "ours", "theirs", method, "127.0.0.1", null);
  }

  private static SipDialog dialog(String remoteTag) {
    return new SipDialog("c1", new SipDialog.Side("<sip:us@a>", "ours", 1),
        new SipDialog.Side("<sip:bob@a>", remoteTag, 1), "sip:bob@a", List.of(), "UDP", null, null,
        new SipDialog.Session(true, 0, false, false, null),
        new SipDialog.Known(List.of(), null, null),
        null);
  }

  private static List<OrphanEffect> settled(Verdict verdict) {
    return List.of(new OrphanEffect.Settle("t1", verdict));
  }

  private void everybodySaysNo(long now) {
    said(now, "n2", false);
    said(now, "n3", false);
  }

  @Test
  void allOthersAreAskedAndWhenNoneHasItItIsUnknownAtOnce() {
    assertEquals(List.of(new OrphanEffect.Ask(orphan("t1", "BYE"), OTHERS)), came("t1", "BYE"));
    assertEquals(List.of(), said(START + 1, "n2", false));
    assertEquals(settled(Verdict.AGAIN), said(START + 2, "n3", false));
    assertEquals(Long.MAX_VALUE, rules.nextMillis(), "nothing is left of it");
  }

  @Test
  void aNodeThatIsAloneAsksNobody() {
    assertEquals(settled(Verdict.AGAIN),
        at(START, new OrphanSignal.Came(orphan("t1", "BYE"))));
  }

  @ParameterizedTest
  @CsvSource({"BYE,ENDED", "INVITE,AGAIN", "INFO,AGAIN"})
  void whereItIsAByeHasEndedItAndTheRestIsRefusedAsEver(String method, Verdict verdict) {
    came("t1", method);
    assertEquals(settled(verdict), said(START + 1, "n3", true));
  }

  @Test
  void aNodeThatSaysNothingMayBeLost() {
    came("t1", "BYE");
    assertEquals(List.of(), said(START + 1, "n2", false));
    assertEquals(List.of(), at(START + 900, new OrphanSignal.Lost("n3", true)));
    assertEquals(settled(Verdict.ENDED), at(START + 1_400, new OrphanSignal.Placed("t1")));
  }

  @Test
  void aLostNodeWithoutCallsIsNotWaitedFor() {
    came("t1", "BYE");
    said(START + 1, "n2", false);
    assertEquals(settled(Verdict.AGAIN), at(START + 900, new OrphanSignal.Lost("n3", false)));
  }

  /** The list of nodes may lack one for a moment; one that has died may be told lost a moment later. */
  @Test
  void aNodeThatIsNotListedAnyMoreIsAskedUntilItIsToldLost() {
    at(START, new OrphanSignal.Seen(OTHERS));
    at(START, new OrphanSignal.Seen(Set.of("n2")));
    assertEquals(List.of(new OrphanEffect.Ask(orphan("t1", "BYE"), OTHERS)),
        at(START, new OrphanSignal.Came(orphan("t1", "BYE"))));
    assertEquals(List.of(), said(START + 1, "n2", false));
    assertEquals(List.of(), at(START + 2, new OrphanSignal.Lost("n3", true)));
    assertEquals(settled(Verdict.AGAIN), at(START + 3, new OrphanSignal.Lost("n3", false)));
    assertEquals(List.of(new OrphanEffect.Ask(orphan("t2", "BYE"), Set.of("n2"))),
        at(START + 4, new OrphanSignal.Came(orphan("t2", "BYE"))));
  }

  @Test
  void whatIsFoundOutAboutOneLostNodeLeavesAnotherBe() {
    at(START, new OrphanSignal.Lost("n3", true));
    at(START, new OrphanSignal.Lost("n4", true));
    came("t1", "BYE");
    everybodySaysNo(START + 1);
    assertEquals(List.of(), at(START + 3, new OrphanSignal.Lost("n3", false)));
    assertEquals(settled(Verdict.AGAIN), at(START + 4, new OrphanSignal.Lost("n4", false)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BYE", "INVITE", "INFO"})
  void nobodyIsWaitedForForEver(String method) {
    at(START, new OrphanSignal.Lost("n4", true));
    came("t1", method);
    said(START + 1, "n2", false);
    assertEquals(START + OrphanRules.HOLD_MILLIS, rules.nextMillis());
    assertEquals(List.of(new OrphanEffect.GiveUp(orphan("t1", method), Set.of("n3"), Set.of("n4")),
        new OrphanEffect.Settle("t1", Verdict.AGAIN)), tick());
    assertEquals(Long.MAX_VALUE, rules.nextMillis());
  }

  @Test
  void whileCallsAreTakenOverItWaitsThoughNobodyHasIt() {
    at(START - 3_000, new OrphanSignal.Lost("n4", true));
    came("t1", "BYE");
    everybodySaysNo(START + 1);
    assertEquals(START - 3_000 + OrphanRules.HOLD_MILLIS, rules.nextMillis());
    assertEquals(settled(Verdict.AGAIN), tick());
  }

  @ParameterizedTest
  @CsvSource({"BYE,AGAIN", "INFO,AGAIN", "INVITE,PENDING", "UPDATE,PENDING"})
  void whenTheDialogComesHereItIsAskedAnewButForWhatCrossesOurOffer(String method,
      Verdict verdict) {
    at(START - 100, new OrphanSignal.Lost("n4", true));
    came("t1", method);
    everybodySaysNo(START + 1);
    assertEquals(List.of(), at(START + 50, new OrphanSignal.Arrived(dialog("others"))));
    assertEquals(settled(verdict), at(START + 100, new OrphanSignal.Arrived(dialog("theirs"))));
  }

  @ParameterizedTest
  @CsvSource({"BYE,ENDED", "INFO,LATER", "INVITE,LATER"})
  void whenItComesToAnotherNodeTheFarEndIsSentThere(String method, Verdict verdict) {
    came("t1", method);
    assertEquals(settled(verdict), at(START + 100, new OrphanSignal.Placed("t1")));
  }

  @Test
  void whatIsRepeatedWhileItWaitsIsNotAskedAgain() {
    came("t1", "BYE");
    assertEquals(List.of(), came("t1", "BYE"));
  }

  @Test
  void whatIsRepeatedAfterItsAnswerGetsTheSame() {
    came("t1", "BYE");
    said(START + 1, "n2", true);
    assertEquals(settled(Verdict.ENDED), came("t1", "BYE"));
    assertEquals(List.of(), said(START + 2, "n3", true), "it is told once");
    assertEquals(List.of(), tick());
    assertEquals(Long.MAX_VALUE, rules.nextMillis());
  }

  @Test
  void tooManyDoNotWait() {
    for (int i = 0; i < OrphanRules.MOST; i++) {
      came("flood" + i, "BYE");
    }
    assertEquals(settled(Verdict.AGAIN), came("t1", "BYE"));
  }

  @Test
  void whatAnotherNodeSoughtIsTakenWhenItComes() {
    at(START, new OrphanSignal.Sought(orphan("t9", "BYE"), "n3"));
    assertEquals(List.of(), at(START + 1, new OrphanSignal.Arrived(dialog("others"))));
    OrphanSignal arrival = new OrphanSignal.Arrived(dialog("theirs"));
    assertEquals(List.of(new OrphanEffect.Take(orphan("t9", "BYE"), "n3")),
        at(START + 2, arrival));
    assertEquals(List.of(), at(START + 3, arrival), "once");
  }

  @Test
  void whatAnotherNodeSoughtIsForgotten() {
    for (int i = 0; i < OrphanRules.MOST + 10; i++) {
      at(START, new OrphanSignal.Sought(orphan("t" + i, "BYE"), "n3"));
    }
    assertEquals(OrphanRules.MOST,
        at(START + 1, new OrphanSignal.Arrived(dialog("theirs"))).size());
    at(START, new OrphanSignal.Sought(orphan("t1", "BYE"), "n3"));
    assertEquals(START + OrphanRules.HOLD_MILLIS, rules.nextMillis());
    tick();
    assertEquals(List.of(), at(START + 9_000, new OrphanSignal.Arrived(dialog("theirs"))));
  }

  @Test
  void aCancelWaitsForTheCallThatItIsAbout() {
    Orphan cancel = new Orphan("z9hg4bk1:cancel", "c1", "", "theirs", "CANCEL", "127.0.0.1", null);
    at(START, new OrphanSignal.Seen(OTHERS));
    at(START, new OrphanSignal.Came(cancel));
    assertEquals(List.of(), at(START + 1, new OrphanSignal.Heard(waiting("z9hg4bk2"))));
    assertEquals(List.of(new OrphanEffect.Settle(cancel.id(), Verdict.AGAIN)),
        at(START + 2, new OrphanSignal.Heard(waiting("z9hg4bk1"))));
  }

  @Test
  void aCancelIsTakenToTheNodeThatGoesOnWithItsCall() {
    Orphan cancel = new Orphan("z9hg4bk1:cancel", "c1", "", "theirs", "CANCEL", "127.0.0.1", null);
    at(START, new OrphanSignal.Sought(cancel, "n2"));
    assertEquals(List.of(new OrphanEffect.Take(cancel, "n2")),
        at(START + 1, new OrphanSignal.Heard(waiting("z9hg4bk1"))));
  }

  private static SipWaiting waiting(String transaction) {
    return new SipWaiting("c1", transaction, "INVITE", "UDP",
        new SipDialog.Way("127.0.0.1", 5060), "ours",
        new SipDialog.Known(List.of(), null, null));
  }
}
