package io.voxbus.cluster;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  /** Of each reading that is under way: what has changed since it began. */
  private final List<Set<String>> changed = new CopyOnWriteArrayList<>();
  private final BiConsumer<String, HazelcastJsonValue> ended;

  /** @param ended is told, on any thread, of each call that has ended, and what was last heard of it; of none that got lost */
  HeardCalls(BiConsumer<String, HazelcastJsonValue> ended) {
    this.ended = ended;
  }

  /** Listens, then reads what was there before. Blocks. */
  void listen(IMap<String, HazelcastJsonValue> map) {
    map.addEntryListener(this, true);
    read(map);
  }

  /**
   * Reads the map: what a node has died with before it told of it is known then as well, and what was lost is forgotten.
   * Blocks.
   *
   * @return what the map has
   */
  Set<Map.Entry<String, HazelcastJsonValue>> read(IMap<String, HazelcastJsonValue> map) {
    Set<String> since = ConcurrentHashMap.newKeySet();
    changed.add(since);
    try {
      Set<Map.Entry<String, HazelcastJsonValue>> there = map.entrySet();
      Map<String, HazelcastJsonValue> read = there.stream()
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      Stream.concat(read.keySet().stream(), Set.copyOf(entries.keySet()).stream()).distinct()
          .forEach(id -> entries.compute(id,
              (key, heard) -> since.contains(id) ? heard : read.get(id)));
      return there;
    } finally {
      changed.remove(since);
    }
  }

  /** By call id. */
  Map<String, HazelcastJsonValue> entries() {
    return entries;
  }

  private void heard(String id, @Nullable HazelcastJsonValue value) {
    entries.compute(id, (key, before) -> {
      changed.forEach(since -> since.add(id));
      if (before != null && value == null) {
        ended.accept(id, before);
      }
      return value;
    });
  }

  @Override
  public void entryAdded(EntryEvent<String, HazelcastJsonValue> event) {
    heard(event.getKey(), event.getValue());
  }

  @Override
  public void entryUpdated(EntryEvent<String, HazelcastJsonValue> event) {
    heard(event.getKey(), event.getValue());
  }

  @Override
  public void entryMerged(EntryEvent<String, HazelcastJsonValue> event) {
    heard(event.getKey(), event.getValue());
  }

  @Override
  public void entryRemoved(EntryEvent<String, HazelcastJsonValue> event) {
    heard(event.getKey(), null);
  }
}
