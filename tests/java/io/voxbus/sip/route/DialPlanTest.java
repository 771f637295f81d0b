package io.voxbus.sip.route;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.Route;
import io.voxbus.sip.stack.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialPlanTest {
  private static final Caller ALICE = new Caller.User("alice");
  private static final Caller CARRIER = new Caller.Trunk("carrier");
  private static final Caller STRANGER = new Caller.Stranger();
  private static final Route NOT_FOUND = new Route.Reject(404, "Not Found");
  private static final Route FORBIDDEN = new Route.Reject(403, "Forbidden");
  private static final String PLAN = """
      rules:
        - {name: hotline, number: "100", webhook: "http://bot"}
        - {name: desks, regex: "1(\\\\d{2})", user: "desk$1"}
        - {name: premium, prefix: "0900", callers: [users], reject: 603, reason: Too Dear}
        - {name: abroad, prefix: "00", trunks: [a, b], send: "+$rest"}
        - {name: out, regex: "\\\\+?\\\\d{5,}", trunks: [a]}
        - {name: music, number: music, playback: hold.wav}
      """;

  private final DialPlan plan = DialPlanFile.parse(PLAN);

  @Test
  void theFirstRuleThatFitsDecides() {
    assertEquals(
        List.of(new Route.ToWebhook("http://bot"), new Route.ToUser("desk42"),
            new Route.Reject(603, "Too Dear"),
            new Route.ToTrunks(List.of("a", "b"), "+49123"),
            new Route.ToTrunks(List.of("a"), "+4912345"), new Route.ToPlayback("hold.wav"),
            NOT_FOUND),
        List.of("100", "142", "0900123", "0049123", "+4912345", "music", "nothing").stream()
            .map(dialled -> plan.route(ALICE, dialled)).toList());
  }

  @Test
  void carriersAreForUsersUnlessARuleSaysOtherwise() {
    for (Caller caller : List.of(CARRIER, STRANGER)) {
      assertEquals(List.of(FORBIDDEN, FORBIDDEN, new Route.ToUser("desk42")),
          List.of(plan.route(caller, "0049123"), plan.route(caller, "09001234"),
              plan.route(caller, "142")));
    }
    DialPlan transit = DialPlanFile.parse("rules: [{callers: [trunks], trunks: [b]}]");
    assertEquals(List.of(new Route.ToTrunks(List.of("b"), "1"), FORBIDDEN),
        List.of(transit.route(CARRIER, "1"), transit.route(ALICE, "1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1\r\nX: y", "00;ext=1", "00@evil", "00 1", "00>", "00\"",
      "\u0660\u0660"})
  void whatIsNoNumberGoesNowhere(String dialled) {
    assertEquals(NOT_FOUND, DialPlanFile.parse("rules: [{webhook: ''}]").route(ALICE, dialled));
  }

  @Test
  void aRuleMaySayForHowLongItRings() {
    DialPlan plan = DialPlanFile.parse("""
        rules:
          - {number: "1", user: desk, ring: 5}
          - {number: "1", trunks: [a], ring: "1500ms", callers: [strangers]}
          - {number: "1", user: night}
        """);
    assertEquals(
        List.of(new Route.ToUser("desk", new Seconds(5_000)),
            new Route.ToTrunks(List.of("a"), "1", new Seconds(1_500)), new Route.ToUser("night")),
        plan.routes(STRANGER, "1"));
  }

  @Test
  void noPlanLeadsNowhere() {
    assertEquals(NOT_FOUND, DialPlanFile.parse("").route(ALICE, "100"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rules: [{user: a, webhook: b}]", "rules: [{number: 1}]",
      "rules: [{number: 1, prefix: 2, user: a}]", "rules: [{regex: '(', user: a}]",
      "rules: [{reject: 200}]", "rules: [{usr: a}]", "rules: 7", "rules: [",
      "rules: [{user: a, callers: [everybody]}]", "rules: [{user: a, ring: 0}]",
      "rules: [{reject: 486, ring: 5}]", "rules:\n-\n"})
  void aPlanThatIsWrongIsRefused(String yaml) {
    assertThrows(IllegalArgumentException.class, () -> DialPlanFile.parse(yaml));
  }

  @Test
  void thePlanThatComesAlongIsRight() throws IOException {
    DialPlan shipped = DialPlanFile.parse(Files.readString(Path.of("conf/dialplan.yaml")));
    assertEquals(
        List.of(new Route.ToUser("bob"), new Route.ToWebhook(""), new Route.ToWebhook(""),
            new Route.ToWebhook("")),
        List.of(shipped.route(ALICE, "bob"), shipped.route(ALICE, "0049"),
            shipped.route(CARRIER, "bob"), shipped.route(STRANGER, "1")));
  }

  @Test
  void aChangedFileCountsAndAWrongOneDoesNot(@TempDir Path folder) throws IOException {
    Vertx vertx = Vertx.vertx();
    Path file = folder.resolve("plan.yaml");
    try (DialPlanFile watched = new DialPlanFile(file, vertx, 0)) {
      await(watched.load());
      assertNotNull(watched.problem());
      Files.writeString(file, "rules: [{user: one}]");
      await(watched.load());
      assertEquals(new Route.ToUser("one"), watched.plan().route(ALICE, "x"));
      assertNull(watched.problem());
      Files.writeString(file, "rules: [{usr: two}]");
      await(watched.load());
      assertEquals(new Route.ToUser("one"), watched.plan().route(ALICE, "x"));
      assertNotNull(watched.problem());
      Files.writeString(file, "rules: [{user: two}]");
      await(watched.load());
      assertEquals(new Route.ToUser("two"), watched.plan().route(ALICE, "x"));
    }
    await(vertx.close());
  }
}
