package io.voxbus.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.MultiMap;
import io.voxbus.bus.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The query of a WebSocket's URL (wire-spec 1.2.1). */
class SocketQueryTest {
  @Test
  void everythingHasADefault() {
    SocketQuery query = of();
    assertEquals(new SocketQuery(query.id(), false, true, null, "server-side-track", false, 0,
        null), query);
    assertEquals(true, query.id().matches("s\\.[0-9a-f-]{36}"));
    assertNotEquals(query.id(), of().id());
  }

  @Test
  void everythingCanBeGiven() {
    assertEquals(new SocketQuery("s1", true, false, 5_000L, "bot", true, 42, 0L),
        of("id", "s1", "dump", "false", "ping", "5", "serverSideTrack", "bot", "attach", "true",
            "since", "42", "grace", "0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dump", "dump_events", "dumpEvents"})
  void dumpHasManyNames(String name) {
    assertEquals(false, of(name, "0").dump());
    assertEquals(true, of(name, "1").dump());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "ping_interval", "pingInterval"})
  void pingHasManyNames(String name) {
    assertEquals(7_000, of(name, "7").pingMillis());
    assertEquals(0, of(name, "0").pingMillis());
  }

  @ParameterizedTest
  @ValueSource(strings = {"serverSideTrack", "server_side_track"})
  void theTrackHasManyNames(String name) {
    assertEquals("bot", of(name, "bot").serverTrack());
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "1, true", "false, false", "0, false", "'', true"})
  void flagsAreWrittenInManyWays(String written, boolean meant) {
    assertEquals(meant, of("dump", written).dump());
  }

  @ParameterizedTest
  @CsvSource({"10, 10000", "10s, 10000", "500ms, 500", "-3, 0"})
  void timesAreWrittenInManyWays(String written, long millis) {
    assertEquals(millis, of("grace", written).graceMillis());
  }

  @ParameterizedTest
  @CsvSource({"dump, foo", "attach, yes", "ping, often", "grace, long", "since, yesterday",
      "serverSideTrack, a b", "id, a/b", "id, ../x", "id, é", "id, a%b", "id, a\"b"})
  void whatIsWrongIsNamed(String name, String value) {
    Fault fault = assertThrows(Fault.class, () -> of(name, value));
    assertEquals("400 " + name, fault.code() + " " + fault.getMessage().split(" ")[0]);
  }

  @Test
  void anIdHasAtMost128Characters() {
    assertEquals("x".repeat(128), of("id", "x".repeat(128)).id());
    assertThrows(Fault.class, () -> of("id", "x".repeat(129)));
  }

  @Test
  void theIdOfATelephoneDialogIsOne() {
    assertEquals("a-1@10.0.0.1;tag=x+y_z", of("id", "a-1@10.0.0.1;tag=x+y_z").id());
  }

  @Test
  void aPlusThatWasNotEscapedStaysOne() {
    assertEquals("a+b", of("id", "a b").id());
  }

  @Test
  void unknownParametersAreIgnored() {
    assertEquals("s1", of("id", "s1", "visited", "1", "forward", "x").id());
  }

  private static SocketQuery of(String... pairs) {
    MultiMap query = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < pairs.length; i += 2) {
      query.add(pairs[i], pairs[i + 1]);
    }
    return SocketQuery.of(query);
  }
}
