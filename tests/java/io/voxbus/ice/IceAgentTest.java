package io.voxbus.ice;

import static io.voxbus.ice.Checks.check;
import static io.voxbus.ice.Checks.from;
import static io.voxbus.ice.Checks.nominating;
import static io.voxbus.ice.Checks.plain;
import static io.voxbus.ice.Checks.signed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceAgentTest {
  private static final Credentials OURS = new Credentials("ours", "a password of ours 123");
  private static final Credentials NEXT = new Credentials("next", "another password of ours");
  private static final Path HOME = from("198.51.100.7", 5000);
  private static final Path MOBILE = from("203.0.113.9", 6000);
  private static final long SECOND = 1_000_000_000;

  private final IceAgent<String> agent = new IceAgent<>(3);
  private final List<Path> paths = new ArrayList<>();
  private final IceSession session = agent.open(OURS, "call", paths::add);

  @Test
  void theFirstCheckedPairCarriesPacketsBeforeItIsNominated() {
    assertEquals(StunMessage.BINDING_SUCCESS, send(plain(OURS), HOME).type());
    assertEquals(List.of(HOME), paths);
    assertFalse(session.nominated());
    assertEquals("call", agent.owner(HOME));
  }

  @Test
  void theAnswerTellsTheAddressAndIsSignedWithOurPassword() {
    StunMessage answer = send(plain(OURS), HOME);
    assertTrue(answer.intact(StunWriter.mac(OURS.password())));
    byte[] expected = new StunWriter(StunMessage.BINDING_SUCCESS, answer.transaction())
        .mapped(HOME.remote()).finished();
    StunMessage same = StunMessage.of(expected, expected.length);
    assertNotNull(same);
    assertArrayEquals(same.mappedAddress(), answer.mappedAddress());
  }

  @Test
  void packetsFollowTheNominatedPairAlsoInTheMiddleOfACall() {
    send(plain(OURS), HOME);
    send(nominating(OURS), HOME);
    send(plain(OURS), MOBILE);
    assertEquals(List.of(HOME), paths);
    send(nominating(OURS), MOBILE);
    assertEquals(List.of(HOME, MOBILE), paths);
    assertEquals("call", agent.owner(HOME));
  }

  @Test
  void packetsFollowAClientWhoseNatGaveItAnotherAddressOfWhichItKnowsNothing() {
    send(nominating(OURS), HOME);
    byte[] check = plain(OURS);
    agent.on(check, check.length, HOME, 5 * SECOND);
    agent.on(check, check.length, MOBILE, 16 * SECOND);
    assertEquals(List.of(HOME), paths, "it may use both");
    agent.on(check, check.length, MOBILE, 18 * SECOND);
    assertEquals(List.of(HOME, MOBILE), paths);
  }

  @Test
  void whoDoesNotKnowThePasswordGetsAnErrorAndLeavesNothingBehind() {
    byte[] wrong = signed(check(OURS), new Credentials("ours", "guessed"));
    assertEquals(401, send(wrong, MOBILE).errorCode());
    assertEquals(401, send(plain(NEXT), MOBILE).errorCode());
    byte[] unsigned = check(OURS).finished();
    assertEquals(400, send(unsigned, MOBILE).errorCode());
    assertNull(agent.owner(MOBILE));
    assertEquals(List.of(), paths);
    assertEquals(3, agent.counts().strangers());
  }

  @Test
  void aFloodOfErrorsIsNotAnswered() {
    byte[] wrong = signed(check(OURS), new Credentials("ours", "guessed"));
    for (int i = 0; i < 10; i++) {
      assertEquals(i < 3, agent.on(wrong, wrong.length, MOBILE, 0) != null, "error " + i);
    }
    assertEquals(7, agent.counts().unanswered());
    assertNotNull(agent.on(wrong, wrong.length, MOBILE, SECOND));
    assertEquals(StunMessage.BINDING_SUCCESS, send(plain(OURS), MOBILE).type());
  }

  @Test
  void whatIsNotACheckIsCountedAndNotAnswered() {
    byte[] noise = {0, 1, 2, 3};
    byte[] answer = new StunWriter(StunMessage.BINDING_SUCCESS, Checks.transaction()).finished();
    assertNull(agent.on(noise, noise.length, HOME, 0));
    assertNull(agent.on(answer, answer.length, HOME, 0));
    assertEquals(2, agent.counts().malformed());
  }

  @Test
  void whatOnlyKeepsANatOpenIsNoFault() {
    byte[] indication = new StunWriter(StunMessage.BINDING_INDICATION, Checks.transaction())
        .finished();
    assertNull(agent.on(indication, indication.length, HOME, 0));
    assertEquals(0, agent.counts().malformed());
    assertNull(agent.owner(HOME));
  }

  @Test
  void anAddressThatHasGoneToAnotherSessionStaysThere() {
    send(nominating(OURS), HOME);
    agent.open(NEXT, "other", path -> {});
    send(plain(OURS), MOBILE);
    send(plain(NEXT), MOBILE);
    for (int port = 1; port <= 40; port++) {
      send(plain(OURS), from("203.0.113.77", port));
    }
    assertEquals("other", agent.owner(MOBILE));
  }

  @Test
  void aClientThatWantsToBeControlledIsToldOfTheConflict() {
    byte[] controlled = signed(new StunWriter(StunMessage.BINDING_REQUEST, Checks.transaction())
        .username("ours:them").role(false, 1), OURS);
    assertEquals(487, send(controlled, HOME).errorCode());
    assertEquals(List.of(), paths);
  }

  @Test
  void anAttributeThatMustBeUnderstoodAndIsNotIsAnError() {
    byte[] odd = signed(check(OURS).unknown(0x0030), OURS);
    assertEquals(420, send(odd, HOME).errorCode());
    assertEquals(List.of(), paths);
  }

  @Test
  void afterARestartTheOldPairLivesUntilANewOneIsNominated() {
    send(nominating(OURS), HOME);
    agent.restart(session, NEXT);
    assertEquals(StunMessage.BINDING_SUCCESS, send(plain(OURS), HOME).type());
    send(plain(NEXT), MOBILE);
    assertEquals(List.of(HOME), paths);
    send(nominating(NEXT), MOBILE);
    assertEquals(List.of(HOME, MOBILE), paths);
    assertEquals(401, send(plain(OURS), HOME).errorCode());
  }

  @Test
  void aSecondRestartForgetsTheFirstCredentials() {
    send(nominating(OURS), HOME);
    agent.restart(session, NEXT);
    agent.restart(session, new Credentials("third", "yet another password"));
    assertEquals(401, send(plain(OURS), HOME).errorCode());
    assertEquals(StunMessage.BINDING_SUCCESS, send(plain(NEXT), HOME).type());
  }

  @Test
  void onlyAuthenticatedChecksKeepASessionAlive() {
    assertFalse(session.silent(100 * SECOND, 20 * SECOND));
    send(plain(OURS), HOME);
    byte[] wrong = signed(check(OURS), new Credentials("ours", "guessed"));
    agent.on(wrong, wrong.length, HOME, 15 * SECOND);
    assertFalse(session.silent(20 * SECOND, 20 * SECOND));
    assertTrue(session.silent(21 * SECOND, 20 * SECOND));
    byte[] check = plain(OURS);
    agent.on(check, check.length, HOME, 22 * SECOND);
    assertFalse(session.silent(40 * SECOND, 20 * SECOND));
  }

  @Test
  void aSessionRemembersAFewAddressesOnly() {
    send(nominating(OURS), HOME);
    for (int port = 1; port <= 40; port++) {
      send(plain(OURS), from("203.0.113.9", port));
    }
    assertEquals("call", agent.owner(HOME));
    assertEquals("call", agent.owner(from("203.0.113.9", 40)));
    assertNull(agent.owner(from("203.0.113.9", 1)));
  }

  @Test
  void aClosedSessionIsForgotten() {
    send(nominating(OURS), HOME);
    agent.restart(session, NEXT);
    agent.close(session);
    assertNull(agent.owner(HOME));
    assertEquals(0, agent.sessions());
    assertEquals(401, send(plain(NEXT), HOME).errorCode());
  }

  private StunMessage send(byte[] request, Path path) {
    byte[] answer = agent.on(request, request.length, path, 0);
    assertNotNull(answer);
    StunMessage message = StunMessage.of(answer, answer.length);
    assertNotNull(message);
    return message;
  }
}
