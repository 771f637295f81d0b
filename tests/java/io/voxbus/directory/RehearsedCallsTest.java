package io.voxbus.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Json;
import io.voxbus.protocol.bus.CallType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RehearsedCallsTest {
  private static final CallEntry REAL = entry("real");
  private static final CallEntry REHEARSED = entry("rehearsed");

  private final LocalCalls shared = new LocalCalls();
  private final LocalCalls stage = new LocalCalls();
  private final RehearsedCalls calls = new RehearsedCalls(shared, stage);

  @Test
  void aRehearsedCallIsFoundButIsOnNoListThatOthersRead() {
    calls.begin("rehearsed");
    calls.claim(REHEARSED).await();
    calls.claim(REAL).await();
    assertEquals(Optional.of(REHEARSED), calls.find("rehearsed").await());
    assertEquals(List.of(REAL), calls.list().await());
    assertEquals(List.of(REAL), calls.heard().await());
    assertEquals(List.of(REAL), shared.list().await());
    assertTrue(calls.rehearses("rehearsed"));
    assertFalse(calls.rehearses("real"));
  }

  @Test
  void itIsChangedAndEndsAmongThem() {
    calls.begin("rehearsed");
    calls.claim(REHEARSED).await();
    calls.update(REHEARSED.answered(2)).await();
    assertEquals(List.of(REHEARSED.answered(2)), stage.list().await());
    assertTrue(calls.release(REHEARSED.answered(2)).await());
    assertEquals(List.of(), stage.list().await());
  }

  @Test
  void whenItIsOverItsNameIsAsAnyOther() {
    calls.begin("rehearsed");
    calls.end("rehearsed");
    calls.claim(REHEARSED).await();
    assertEquals(List.of(REHEARSED), shared.list().await());
    assertFalse(calls.rehearses("rehearsed"));
  }

  private static CallEntry entry(String id) {
    return new CallEntry(id, CallType.WEB_SOCKET, "n1", 1, "connecting", 1, null, null, null, null,
        Json.mapper().createObjectNode());
  }
}
