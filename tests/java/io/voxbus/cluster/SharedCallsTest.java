package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.vertx.core.Vertx;
import io.voxbus.bus.Json;
import io.voxbus.bus.Seal;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.CallType;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What changes between a look and a change of ours, on a map that changes just then. */
class SharedCallsTest {
  private static final CallEntry ENTRY = new CallEntry("c", CallType.SIP, "n1", 1, "connecting", 1,
      null, null, null, null, Json.mapper().createObjectNode());

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, HazelcastJsonValue> held = new ConcurrentHashMap<>();
  private final SharedCalls calls = new SharedCalls(vertx, map(), map(), Seal.NONE);
  private Runnable meanwhile = () -> {};

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

  private void hold(CallEntry entry) {
    held.put(entry.id(), json(entry));
  }

  private static HazelcastJsonValue json(CallEntry entry) {
    return new HazelcastJsonValue(Json.text(entry));
  }

  /** A map of those methods that are used, which changes once after it was looked at. */
  @SuppressWarnings("unchecked")
  private IMap<String, HazelcastJsonValue> map() {
    return (IMap<String, HazelcastJsonValue>) Proxy.newProxyInstance(
        IMap.class.getClassLoader(), new Class<?>[]{IMap.class},
        (proxy, method, arguments) -> switch (method.getName()) {
          case "getName" -> "calls";
          case "delete" -> {
            held.remove(arguments[0]);
            yield null;
          }
          case "get" -> {
            HazelcastJsonValue found = held.get((String) arguments[0]);
            Runnable change = meanwhile;
            meanwhile = () -> {};
            change.run();
            yield found;
          }
          case "replace" -> held.replace((String) arguments[0], (HazelcastJsonValue) arguments[1],
              (HazelcastJsonValue) arguments[2]);
          case "remove" -> held.remove(arguments[0], arguments[1]);
          case "entrySet" -> held.entrySet();
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }
}
