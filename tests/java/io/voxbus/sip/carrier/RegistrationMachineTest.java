package io.voxbus.sip.carrier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.sip.carrier.RegistrationMachine.Effect;
import io.voxbus.sip.carrier.RegistrationMachine.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationMachineTest {
  private static final long NEVER = Long.MAX_VALUE;
  /** Its long numbers are the smallest. */
  private static final RandomGenerator LEAST = () -> 0;
  private final RegistrationMachine machine = new RegistrationMachine(
      new RegistrationMachine.Times(300, 5_000, 60_000), LEAST);

  private List<Effect> on(Signal signal, long now) {
    return machine.on(signal, now);
  }

  private List<Effect> answered(int code, long now) {
    return on(new Signal.Answered(code, "r", 300, 0, 0, false), now);
  }

  private void register() {
    on(new Signal.Start(), 0);
    answered(200, 1_000);
  }

  @Test
  void itIsRefreshedWhenAQuarterIsLeft() {
    assertEquals(List.of(new Effect.Register(300)), on(new Signal.Start(), 0));
    assertEquals(NEVER, machine.nextMillis());
    assertEquals(List.of(new Effect.Registered(100)),
        on(new Signal.Answered(200, "OK", 100, 0, 0, false), 1_000));
    assertEquals(76_000, machine.nextMillis());
    assertEquals(List.of(), on(new Signal.Tick(), 75_999));
    assertEquals(List.of(new Effect.Register(300)), on(new Signal.Tick(), 76_000));
    assertEquals(List.of(new Effect.Registered(300)), answered(200, 76_100));
    assertEquals(76_100 + 225_000, machine.nextMillis());
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407})
  void aPasswordIsShownOnceAndAWrongOneNotAgainSoon(int code) {
    on(new Signal.Start(), 0);
    assertEquals(List.of(new Effect.Prove(300)), answered(code, 0));
    assertEquals(List.of(new Effect.Failed(code, "r", 30_000)), answered(code, 0));
    assertEquals(30_000, machine.nextMillis());
  }

  @Test
  void aStaleNonceIsNoWrongPasswordUntilItIsAlwaysStale() {
    on(new Signal.Start(), 0);
    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      effects.addAll(on(new Signal.Answered(401, "r", 0, 0, 0, true), 0));
    }
    assertEquals(List.of(new Effect.Prove(300), new Effect.Prove(300), new Effect.Prove(300),
        new Effect.Failed(401, "r", 30_000)), effects);
  }

  @Test
  void eachRefreshMayBeChallengedAgain() {
    register();
    on(new Signal.Tick(), 226_000);
    assertEquals(List.of(new Effect.Prove(300)), answered(401, 226_000));
    assertEquals(List.of(new Effect.Registered(300)), answered(200, 226_000));
  }

  @Test
  void whatIsTooBriefIsLengthenedOnceAndStaysSo() {
    on(new Signal.Start(), 0);
    assertEquals(List.of(new Effect.Register(1800)),
        on(new Signal.Answered(423, "r", 0, 1800, 0, false), 0));
    assertEquals(List.of(new Effect.Failed(423, "r", 30_000)),
        on(new Signal.Answered(423, "r", 0, 3600, 0, false), 0));
    assertEquals(List.of(new Effect.Register(1800)), on(new Signal.Tick(), 30_000));
  }

  @Test
  void aRegistrarThatSaysNothingBetterIsNotBelieved() {
    on(new Signal.Start(), 0);
    assertEquals(List.of(new Effect.Failed(423, "r", 30_000)),
        on(new Signal.Answered(423, "r", 0, 300, 0, false), 0));
    on(new Signal.Tick(), 30_000);
    assertEquals(List.of(new Effect.Failed(200, "r", 5_000)),
        on(new Signal.Answered(200, "r", 0, 0, 0, false), 30_000));
  }

  @Test
  void pausesGrowUpToTheirMostAndBeginAnewAfterSuccess() {
    on(new Signal.Start(), 0);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answered(503, 0);
      pauses.add(machine.nextMillis());
      on(new Signal.Tick(), machine.nextMillis());
    }
    assertEquals(List.of(2_500L, 5_000L, 10_000L, 20_000L, 30_000L, 30_000L), pauses);
    answered(200, 0);
    on(new Signal.Tick(), 225_000);
    answered(503, 225_000);
    assertEquals(227_500, machine.nextMillis());
  }

  @Test
  void noTwoClientsThatFailAtOnceComeBackAtOnce() {
    RegistrationMachine other = new RegistrationMachine(
        new RegistrationMachine.Times(300, 5_000, 60_000), () -> Long.MAX_VALUE);
    other.on(new Signal.Start(), 0);
    other.on(new Signal.Answered(503, "r", 0, 0, 0, false), 0);
    on(new Signal.Start(), 0);
    answered(503, 0);
    assertEquals(2_500, machine.nextMillis());
    assertEquals(true, other.nextMillis() > 2_500 && other.nextMillis() <= 5_000);
  }

  @ParameterizedTest
  @CsvSource({"403,30000", "404,30000", "600,30000", "408,2500", "480,2500", "500,2500",
      "503,2500"})
  void aRefusalThatWillStandIsNotTriedAgainSoon(int code, long pause) {
    on(new Signal.Start(), 0);
    assertEquals(List.of(new Effect.Failed(code, "r", pause)), answered(code, 0));
  }

  @Test
  void whoSaysWhenIsNotAskedBefore() {
    on(new Signal.Start(), 0);
    assertEquals(List.of(new Effect.Failed(503, "r", 120_000)),
        on(new Signal.Answered(503, "r", 0, 0, 120, false), 0));
  }

  @Test
  void itLastsWhileItsRefreshFailsAndThenLapses() {
    register();
    on(new Signal.Tick(), 226_000);
    on(new Signal.Answered(503, "r", 0, 0, 600, false), 226_000);
    assertEquals(301_000, machine.nextMillis());
    assertEquals(List.of(new Effect.Lapsed()), on(new Signal.Tick(), 301_000));
    assertEquals(826_000, machine.nextMillis());
    assertEquals(List.of(new Effect.Register(300)), on(new Signal.Tick(), 826_000));
  }

  @Test
  void itIsGivenBackWithProofIfNeedBe() {
    register();
    assertEquals(List.of(new Effect.Register(0)), on(new Signal.Stop(), 2_000));
    assertEquals(List.of(new Effect.Prove(0)), answered(401, 2_000));
    assertEquals(List.of(new Effect.Over()), answered(200, 2_000));
    assertEquals(NEVER, machine.nextMillis());
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 408, 503})
  void aGoodbyeThatFailsIsOneAsWell(int code) {
    register();
    on(new Signal.Stop(), 2_000);
    assertEquals(List.of(new Effect.Over()), answered(code, 2_000));
  }

  @Test
  void whatIsNotRegisteredNeedsNoGoodbye() {
    on(new Signal.Start(), 0);
    answered(503, 0);
    assertEquals(List.of(new Effect.Over()), on(new Signal.Stop(), 100));
    assertEquals(List.of(), answered(200, 200));
  }

  @Test
  void aQuestionThatIsUnderWayMayHaveRegistered() {
    on(new Signal.Start(), 0);
    assertEquals(List.of(new Effect.Register(0)), on(new Signal.Stop(), 100));
  }

  @Test
  void aChallengeThatCannotBeAnsweredIsARefusal() {
    on(new Signal.Start(), 0);
    assertEquals(List.of(new Effect.Prove(300)), answered(401, 0));
    assertEquals(List.of(new Effect.Failed(401, "r", 30_000)),
        on(new Signal.Unproven(401, "r"), 0));
  }
}
