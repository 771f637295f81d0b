package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.type.TypeReference;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.spi.merge.SplitBrainMergeTypes.MapMergeTypes;
import io.voxbus.bus.Json;
import io.voxbus.bus.Seal;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.CallType;
import java.lang.reflect.Proxy;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two halves of a cluster become one. */
class EpochMergeTest {
  private static final List<String> KEY = List
      .of("k:" + Base64.getEncoder().encodeToString(new byte[32]));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theHigherEpochStaysAndWhatEndedHereDoesNotComeBack(boolean sealed) {
    Seal seal = ClusterKeys.of(sealed ? KEY : List.of());
    EpochMerge policy = new EpochMerge();
    policy.setHazelcastInstance(hazelcast(seal));
    HazelcastJsonValue first = entry(seal, "a", 1);
    HazelcastJsonValue second = entry(seal, "b", 2);
    HazelcastJsonValue other = entry(seal, "c", 2);
    assertEquals(second, policy.merge(of(first), of(second)));
    assertEquals(second, policy.merge(of(second), of(first)));
    assertEquals(second, policy.merge(of(other), of(second)), "the bigger half was first");
    assertEquals(second, policy.merge(of(new HazelcastJsonValue("{\"sealed\":\"\"}")), of(second)));
    assertNull(policy.merge(of(first), null), "it may have ended");
  }

  @Test
  void whatOnlyTheOtherHalfHasStaysUnlessItHasEndedHere() {
    AtomicLong nanos = new AtomicLong();
    EndedCalls ended = new EndedCalls(9, nanos::get);
    nanos.set(TimeUnit.HOURS.toNanos(1));
    EpochMerge policy = new EpochMerge();
    policy.setHazelcastInstance(hazelcast(Seal.NONE, ended));
    long now = System.currentTimeMillis();
    HazelcastJsonValue first = entry(Seal.NONE, "a", 1, now);
    HazelcastJsonValue second = entry(Seal.NONE, "b", 2, now);
    assertEquals(first, policy.merge(of(first), null));
    ended.add("s1", 1);
    assertNull(policy.merge(of(first), null));
    assertEquals(second, policy.merge(of(second), null), "that one took it over before");
  }

  private static HazelcastJsonValue entry(Seal seal, String node, long epoch) {
    return entry(seal, node, epoch, 1);
  }

  private static HazelcastJsonValue entry(Seal seal, String node, long epoch,
      long createdMillis) {
    return new HazelcastJsonValue(new SealedJson<CallEntry>(ClusterStart.CALLS, seal,
        new TypeReference<>() {})
        .write("s1", new CallEntry("s1", CallType.SIP, node, epoch, "talking",
            createdMillis, null, null, null, null, Json.mapper().createObjectNode())));
  }

  @SuppressWarnings("unchecked")
  private static MapMergeTypes<String, HazelcastJsonValue> of(HazelcastJsonValue value) {
    return (MapMergeTypes<String, HazelcastJsonValue>) proxy(MapMergeTypes.class, "getKey", "s1",
        "getDeserializedValue", value);
  }

  private static HazelcastInstance hazelcast(Seal seal) {
    return hazelcast(seal, new EndedCalls(9, () -> 0));
  }

  private static HazelcastInstance hazelcast(Seal seal, EndedCalls ended) {
    ConcurrentMap<String, Object> context = new ConcurrentHashMap<>();
    context.put(EpochMerge.SEAL, seal);
    context.put(EpochMerge.ENDED, ended);
    return (HazelcastInstance) proxy(HazelcastInstance.class, "getUserContext", context, "", null);
  }

  /** Answers two methods. */
  private static Object proxy(Class<?> type, String one, Object first, String two,
      @Nullable Object second) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
        (self, method, arguments) -> method.getName().equals(one)
            ? first
            : method.getName().equals(two) ? second : null);
  }
}
