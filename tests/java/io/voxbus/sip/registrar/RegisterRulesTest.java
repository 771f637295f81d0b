package io.voxbus.sip.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.directory.Binding;
import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterRulesTest {
  private static final Binding.Flow FLOW = new Binding.Flow("n", "UDP", "192.0.2.1", 5060);
  private final RegisterRules rules = new RegisterRules(new RegistrarConfig(new Seconds(100_000),
      new Seconds(10_000), new Seconds(200_000), 2, null));

  private static Registration.Wish wish(String uri, @Nullable Long expires) {
    return new Registration.Wish(uri, 1, null, expires);
  }

  private static Registration of(long cseq, @Nullable Long expires, Registration.Wish... wishes) {
    return new Registration("call", cseq, List.of(wishes), false, expires, List.of(), null, FLOW);
  }

  private static Registration all(@Nullable Long expires, Registration.Wish... wishes) {
    return new Registration("call", 9, List.of(wishes), true, expires, List.of(), null, FLOW);
  }

  private static Binding held(String uri, long cseq, long expiresMillis) {
    return new Binding(uri, List.of(), 1, null, "call", cseq, expiresMillis, null, FLOW);
  }

  private String refused(List<Binding> held, Registration wanted) {
    RegisterRules.Refused refused = assertThrows(RegisterRules.Refused.class,
        () -> rules.apply(held, wanted, 0));
    return refused.status() + " " + refused.getMessage();
  }

  @Test
  void aPhoneRegisters() {
    assertEquals(List.of(held("sip:a", 1, 60_000)),
        rules.apply(List.of(), of(1, null, wish("sip:a", 60L)), 0));
  }

  @ParameterizedTest
  @CsvSource({"50,60,50", ",60,60", ",,100", "50,,50", "4294967295,,200", "10,,10"})
  void theContactTellsHowLongElseTheMessageElseTheServer(@Nullable Long contact,
      @Nullable Long message, long seconds) {
    assertEquals(List.of(held("sip:a", 1, 5000 + seconds * 1000)),
        rules.apply(List.of(), of(1, message, wish("sip:a", contact)), 5000));
  }

  @Test
  void tooShortATimeIsRefused() {
    assertEquals("423 Interval Too Brief", refused(List.of(), of(1, null, wish("sip:a", 9L))));
  }

  @Test
  void aRegistrationIsRefreshed() {
    assertEquals(List.of(held("sip:a", 2, 61_000)), rules.apply(List.of(held("sip:a", 1, 60_000)),
        of(2, null, wish("sip:a", 60L)), 1000));
  }

  @Test
  void whatArrivesLateChangesNothing() {
    assertEquals("500 Out Of Order",
        refused(List.of(held("sip:a", 2, 60_000)), of(2, null, wish("sip:a", 60L))));
    assertEquals("500 Out Of Order", refused(List.of(held("sip:a", 9, 60_000)), all(0L)));
  }

  @Test
  void severalPhonesOfOneUserComeByTheirPriority() {
    List<Binding> both = rules.apply(List.of(held("sip:a", 1, 60_000)),
        new Registration("other", 1,
            List.of(new Registration.Wish("sip:b", 0.5, null, 100L),
                new Registration.Wish("sip:a", 0.1, null, 50L)),
            false, null, List.of(), null, FLOW),
        0);
    assertEquals(List.of("sip:b", "sip:a"),
        RegisterRules.live(both, 0).stream().map(Binding::contact).toList());
  }

  @Test
  void aUserHasSoManyPhonesAndNoMore() {
    Registration.Wish[] many = IntStream.range(0, 1000).mapToObj(i -> wish("sip:" + i, 60L))
        .toArray(Registration.Wish[]::new);
    assertEquals("403 Too Many Contacts", refused(List.of(), of(1, null, many)));
    assertEquals("403 Too Many Contacts", refused(
        List.of(held("sip:a", 1, 60_000), held("sip:b", 1, 60_000)),
        of(2, null, wish("sip:c", 60L))));
  }

  @Test
  void whatHasExpiredMakesRoom() {
    assertEquals(List.of(held("sip:b", 1, 70_000), held("sip:c", 2, 65_000)),
        rules.apply(List.of(held("sip:a", 1, 4999), held("sip:b", 1, 70_000)),
            of(2, null, wish("sip:c", 60L)), 5000));
  }

  @Test
  void aPhoneUnregisters() {
    List<Binding> two = List.of(held("sip:a", 1, 60_000), held("sip:b", 1, 60_000));
    assertEquals(List.of(held("sip:b", 1, 60_000)),
        rules.apply(two, of(2, null, wish("sip:a", 0L)), 0));
    assertEquals(List.of(), rules.apply(two, all(0L), 0));
    assertEquals(two, rules.apply(two, of(2, null), 0));
  }

  @Test
  void allContactsCanOnlyBeRemoved() {
    assertEquals("400 Contact * Needs Expires 0", refused(List.of(), all(60L)));
    assertEquals("400 Contact * Needs Expires 0", refused(List.of(), all(null)));
    assertEquals("400 Contact * Needs Expires 0", refused(List.of(), all(0L, wish("sip:a", 0L))));
  }

  @Test
  void aPhoneThatNamesItselfIsTheSameAtANewAddress() {
    Binding old = new Binding("sip:a@old", List.of(), 1, "urn:uuid:1", "before", 50, 60_000, null,
        FLOW);
    assertEquals(
        List.of(
            new Binding("sip:a@new", List.of(), 1, "urn:uuid:1", "call", 1, 60_000, null, FLOW)),
        rules.apply(List.of(old), new Registration("call", 1,
            List.of(new Registration.Wish("sip:a@new", 1, "urn:uuid:1", 60L)), false, null,
            List.of(), null, FLOW), 0));
  }
}
