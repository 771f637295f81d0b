package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.voxbus.bus.Json;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.CallType;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class LeftoversTest {
  private final Set<String> kept = new TreeSet<>(
      Set.of("ended/1", "claimed/1", "lives/3", "lives/2", "lives/1", "a/b/1"));
  private final ConcurrentLinkedDeque<List<CallEntry>> lists = new ConcurrentLinkedDeque<>(
      List.of(List.of(entry("lives", 3), entry("a/b", 1)),
          List.of(entry("lives", 3), entry("a/b", 1), entry("claimed", 1))));

  @Test
  void whatWasKeptOfCallsThatAreGoneForGoodGoes(Vertx vertx) throws Exception {
    Leftovers leftovers = new Leftovers(vertx, states(),
        () -> Future.succeededFuture(lists.pop()), 1);
    assertEquals(2, leftovers.strikeOff().await(10, TimeUnit.SECONDS).intValue());
    assertEquals(Set.of("claimed/1", "lives/3", "lives/2", "a/b/1"), kept);
  }

  private static CallEntry entry(String id, long epoch) {
    return new CallEntry(id, CallType.SIP, "n1", epoch, "talking", 1, null, null, null, null,
        Json.mapper().createObjectNode());
  }

  /** Of those methods that are used. */
  @SuppressWarnings("unchecked")
  private IMap<String, HazelcastJsonValue> states() {
    return (IMap<String, HazelcastJsonValue>) Proxy.newProxyInstance(IMap.class.getClassLoader(),
        new Class<?>[]{IMap.class}, (proxy, method, arguments) -> switch (method.getName()) {
          case "keySet" -> Set.copyOf(kept);
          case "deleteAsync" -> CompletableFuture.completedFuture(kept.remove(arguments[0]));
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }
}
