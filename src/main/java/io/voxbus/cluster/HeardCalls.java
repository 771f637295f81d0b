package io.voxbus.cluster;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this node has heard of the shared map of calls: a copy that is there at once, also while partitions change their
 * owner and the map itself answers late. It may be behind.
 */
final class HeardCalls
    implements
      EntryAddedListener<String, HazelcastJsonValue>,
      EntryUpdatedListener<String, HazelcastJsonValue>,
      EntryMergedListener<String, HazelcastJsonValue>,
      EntryRemovedListener<String, HazelcastJsonValue> {
  private final Map<String, HazelcastJsonValue> entries = new ConcurrentHashMap<>();

  /** Listens, then reads what was there before. Blocks. */
  void listen(IMap<String, HazelcastJsonValue> map) {
    map.addEntryListener(this, true);
    map.entrySet().forEach(one -> entries.putIfAbsent(one.getKey(), one.getValue()));
    forget(map); // what has ended meanwhile
  }

  /** Forgets what is not in the map any more. Blocks. */
  void forget(IMap<String, HazelcastJsonValue> map) {
    Set<String> copied = Set.copyOf(entries.keySet());
    Set<String> there = map.keySet();
    copied.stream().filter(id -> !there.contains(id)).forEach(entries::remove);
  }

  /** By call id. */
  Map<String, HazelcastJsonValue> entries() {
    return entries;
  }

  @Override
  public void entryAdded(EntryEvent<String, HazelcastJsonValue> event) {
    entries.put(event.getKey(), event.getValue());
  }

  @Override
  public void entryUpdated(EntryEvent<String, HazelcastJsonValue> event) {
    entries.put(event.getKey(), event.getValue());
  }

  @Override
  public void entryMerged(EntryEvent<String, HazelcastJsonValue> event) {
    entries.put(event.getKey(), event.getValue());
  }

  @Override
  public void entryRemoved(EntryEvent<String, HazelcastJsonValue> event) {
    entries.remove(event.getKey());
  }
}
