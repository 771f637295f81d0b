package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.vertx.core.Vertx;
import io.voxbus.bus.Json;
import io.voxbus.bus.Seal;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallType;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What changes between a look and a change of ours, on a map that changes just then. */
@Timeout(10)
class SharedCallsTest {
  private static final CallEntry ENTRY = new CallEntry("c", CallType.SIP, "n1", 1, "connecting", 1,
      null, null, null, null, Json.mapper().createObjectNode());

  private static final CallEntry TAKEN = ENTRY.takenOver("n2");
  private static final CallRequest.TakeOver LOST = new CallRequest.TakeOver("c", "n1", 1);

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, HazelcastJsonValue> held = new ConcurrentHashMap<>();
  private final SharedCalls calls = new SharedCalls(vertx, map(), map(), Seal.NONE, 1);
  private volatile int looks;
  private volatile boolean answerIsLost;
  private volatile Runnable meanwhile = () -> {};

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aCallIsReleasedThoughItWasUpdatedMeanwhile() {
    hold(ENTRY);
    meanwhile = () -> hold(ENTRY.ringing(2));
    calls.release(ENTRY).await();
    assertEquals(Map.of(), held);
  }

  @Test
  void anUpdateIsMadeThoughThereWasAnotherMeanwhile() {
    hold(ENTRY);
    meanwhile = () -> hold(ENTRY.ringing(2));
    calls.update(ENTRY.ringing(2).answered(3)).await();
    assertEquals("answered", Json.mapper().valueToTree(calls.list().await().getFirst())
        .path("state").asText());
  }

  @Test
  void whatAnotherNodeHasTakenOverMeanwhileIsLeftToIt() {
    hold(ENTRY);
    CallEntry taken = new CallEntry("c", CallType.SIP, "n2", 2, "answered", 1, null, null, null,
        null, ENTRY.option());
    meanwhile = () -> hold(taken);
    calls.release(ENTRY).await();
    assertEquals(json(taken), held.get("c"));
  }

  @Test
  void whatWasHeardOfAnEntrySavesALook() {
    hold(ENTRY);
    calls.listen().await();
    calls.update(ENTRY.ringing(2)).await();
    assertEquals(Map.of("c", json(ENTRY.ringing(2))), held);
    assertEquals(0, looks);
  }

  @Test
  void whatWasHeardOfAnEntryMayBeOfAnotherOwner() {
    hold(ENTRY);
    calls.listen().await();
    hold(TAKEN);
    calls.update(TAKEN.answered(3)).await();
    assertEquals(Map.of("c", json(TAKEN.answered(3))), held);
    calls.release(ENTRY).await();
    assertEquals(Map.of("c", json(TAKEN.answered(3))), held);
    calls.release(TAKEN).await();
    assertEquals(Map.of(), held);
  }

  @Test
  void aLostCallIsTakenOverWithWhatWasKeptOfIt() throws Exception {
    hold(ENTRY);
    calls.keep(ENTRY, "kept").await();
    assertEquals(Optional.of(new CallDirectory.Taken(TAKEN, "kept")),
        calls.takeOver(LOST, "n2").await());
    assertEquals(json(TAKEN), held.get("c"));
    assertEquals(Optional.empty(), calls.takeOver(LOST, "n3").await());
    untilThereAre("c", "c/2");
  }

  @Test
  void ofTwoWhoTakeACallTheSecondLeavesItToTheFirst() throws Exception {
    hold(ENTRY);
    calls.keep(ENTRY, "kept").await();
    meanwhile = () -> assertEquals(2,
        calls.takeOver(LOST, "n3").await().orElseThrow().entry().epoch());
    assertEquals(Optional.empty(), calls.takeOver(LOST, "n2").await());
    assertEquals(json(ENTRY.takenOver("n3")), held.get("c"));
    untilThereAre("c", "c/2");
  }

  @Test
  void aCallIsTakenThoughTheAnswerToThatWasLost() throws Exception {
    hold(ENTRY);
    calls.keep(ENTRY, "kept").await();
    answerIsLost = true;
    assertEquals(Optional.of(new CallDirectory.Taken(TAKEN, "kept")),
        calls.takeOver(LOST, "n2").await());
    untilThereAre("c", "c/2");
  }

  @Test
  void aCallWhoseHeirHasDiedAtOnceIsStillFound() throws Exception {
    hold(TAKEN);
    calls.keep(ENTRY, "kept").await(); // and not yet under the epoch of the heir
    CallDirectory.Taken again = calls
        .takeOver(new CallRequest.TakeOver("c", "n2", 2), "n3").await().orElseThrow();
    assertEquals("kept", again.state());
    untilThereAre("c", "c/3");
  }

  @Test
  void ofACallThatEndsAsSoonAsItIsTakenNothingIsLeft() throws Exception {
    hold(ENTRY);
    calls.keep(ENTRY, "kept").await();
    calls.release(calls.takeOver(LOST, "n2").await().orElseThrow().entry()).await();
    untilThereAre();
  }

  private void untilThereAre(String... keys) throws InterruptedException {
    synchronized (held) {
      while (!held.keySet().equals(Set.of(keys))) {
        held.wait(); // the timeout of the class ends it
      }
    }
  }

  private void hold(CallEntry entry) {
    held.put(entry.id(), json(entry));
  }

  private static HazelcastJsonValue json(CallEntry entry) {
    return new HazelcastJsonValue(Json.text(entry));
  }

  /** A map of those methods that are used; whoever waits for a change is told after each of them. */
  @SuppressWarnings("unchecked")
  private IMap<String, HazelcastJsonValue> map() {
    return (IMap<String, HazelcastJsonValue>) Proxy.newProxyInstance(
        IMap.class.getClassLoader(), new Class<?>[]{IMap.class}, (proxy, method, arguments) -> {
          Object answer = answer(method.getName(), arguments);
          synchronized (held) {
            held.notifyAll();
          }
          return answer;
        });
  }

  /** It changes once after it was looked at. */
  private @Nullable Object answer(String method, Object[] arguments) {
    return switch (method) {
      case "getName" -> "calls";
      case "delete" -> {
        held.remove(arguments[0]);
        yield null;
      }
      case "get" -> {
        looks++;
        HazelcastJsonValue found = held.get((String) arguments[0]);
        Runnable change = meanwhile;
        meanwhile = () -> {};
        change.run();
        yield found;
      }
      case "getAsync" -> CompletableFuture.completedFuture(held.get((String) arguments[0]));
      case "setAsync" -> {
        held.put((String) arguments[0], (HazelcastJsonValue) arguments[1]);
        yield CompletableFuture.completedFuture(null);
      }
      case "deleteAsync" -> CompletableFuture
          .completedFuture(held.remove((String) arguments[0]) != null);
      case "putIfAbsent" -> held.putIfAbsent((String) arguments[0],
          (HazelcastJsonValue) arguments[1]);
      case "replace" -> {
        boolean replaced = held.replace((String) arguments[0],
            (HazelcastJsonValue) arguments[1], (HazelcastJsonValue) arguments[2]);
        boolean told = replaced && !answerIsLost;
        answerIsLost = false;
        yield told;
      }
      case "remove" -> held.remove(arguments[0], arguments[1]);
      case "entrySet" -> held.entrySet();
      case "keySet" -> held.keySet();
      case "addEntryListener", "addPartitionLostListener" -> UUID.randomUUID();
      default -> throw new UnsupportedOperationException(method);
    };
  }
}
