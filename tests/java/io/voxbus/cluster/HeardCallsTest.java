package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.EntryEventType;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeardCallsTest {
  private final List<String> ended = new ArrayList<>();
  private final HeardCalls heard = new HeardCalls(
      (id, last) -> ended.add(id + " " + last.getValue()));
  private final Map<String, HazelcastJsonValue> map = new TreeMap<>();
  private Runnable whileReading = () -> {};

  @Test
  void itKnowsWhatWasThereAndWhatHasChangedSince() {
    map.put("old", json("1"));
    map.put("ends", json("1"));
    heard.listen(map());
    heard.entryAdded(event("new", "1"));
    heard.entryUpdated(event("old", "2"));
    heard.entryMerged(event("merged", "1"));
    heard.entryRemoved(event("ends", null));
    heard.entryRemoved(event("ends", null));
    assertEquals(Map.of("old", json("2"), "new", json("1"), "merged", json("1")), heard.entries());
    assertEquals(List.of("ends 1"), ended, "once");
  }

  @Test
  void whatHappensWhileItReadsIsNewerThanWhatItReads() {
    map.put("changes", json("1"));
    map.put("ends", json("1"));
    whileReading = () -> {
      heard.entryUpdated(event("changes", "2"));
      map.remove("ends");
      heard.entryRemoved(event("ends", null));
    };
    heard.listen(map());
    assertEquals(Map.of("changes", json("2")), heard.entries());
  }

  /** Of what a node was to tell when it died. */
  @Test
  void whatItWasNotToldOfItKnowsWhenTheMapIsRead() {
    map.put("changed", json("1"));
    map.put("ended", json("1"));
    heard.listen(map());
    map.putAll(Map.of("changed", json("2"), "new", json("1")));
    map.remove("ended");
    whileReading = () -> heard.entryAdded(event("newer", "1"));
    assertEquals(map.entrySet(), heard.read(map()));
    assertEquals(Map.of("changed", json("2"), "new", json("1"), "newer", json("1")),
        heard.entries());
    assertEquals(List.of(), ended, "it may have got lost");
  }

  private static HazelcastJsonValue json(String text) {
    return new HazelcastJsonValue(text);
  }

  @SuppressWarnings("NullAway") // there is no such value
  private static EntryEvent<String, HazelcastJsonValue> event(String key, String value) {
    Member member = (Member) Proxy.newProxyInstance(Member.class.getClassLoader(),
        new Class<?>[]{Member.class}, (proxy, method, arguments) -> UUID.randomUUID());
    return new EntryEvent<>("calls", member, EntryEventType.ADDED.getType(), key,
        value == null ? null : json(value));
  }

  /** A map of those methods that are used; what it gives is read when something has happened already. */
  @SuppressWarnings("unchecked")
  private IMap<String, HazelcastJsonValue> map() {
    return (IMap<String, HazelcastJsonValue>) Proxy.newProxyInstance(
        IMap.class.getClassLoader(), new Class<?>[]{IMap.class},
        (proxy, method, arguments) -> switch (method.getName()) {
          case "addEntryListener" -> UUID.randomUUID();
          case "entrySet" -> {
            Set<Map.Entry<String, HazelcastJsonValue>> read = Set.copyOf(map.entrySet());
            whileReading.run();
            yield read;
          }
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }
}
