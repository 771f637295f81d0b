package io.voxbus.cluster;

import com.fasterxml.jackson.core.type.TypeReference;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingEntry;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.voxbus.bus.Seal;
import io.voxbus.directory.CallEntry;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the entry of a call when two halves of a cluster become one: the higher epoch stays. What only the half
 * that joins the other has is dropped when that call has ended meanwhile, or nobody can say that it has not: its owner claims
 * it again then.
 */
public final class EpochMerge
    implements
      SplitBrainMergePolicy<HazelcastJsonValue, MergingEntry<String, HazelcastJsonValue>, HazelcastJsonValue>,
      HazelcastInstanceAware {
  /** Where the configuration holds the {@link Seal} of the entries. */
  static final String SEAL = "voxbus.seal";
  /** Where it holds the {@link EndedCalls}, as soon as they are heard of. */
  static final String ENDED = "voxbus.ended";

  private Map<String, Object> context = Map.of();

  /** Hazelcast makes it. */
  public EpochMerge() {}

  @Override
  public void setHazelcastInstance(HazelcastInstance hazelcast) {
    context = hazelcast.getUserContext();
  }

  @Override
  public @Nullable HazelcastJsonValue merge(MergingEntry<String, HazelcastJsonValue> merging,
      @Nullable MergingEntry<String, HazelcastJsonValue> existing) {
    boolean taken = existing == null
        ? entry(merging).filter(this::lives).isPresent()
        : epoch(merging) > epoch(existing);
    if (taken) {
      return merging.getDeserializedValue();
    }
    return existing == null ? null : existing.getDeserializedValue();
  }

  private boolean lives(CallEntry call) {
    return context.get(ENDED) instanceof EndedCalls ended
        && !ended.mayHaveEnded(call, System.currentTimeMillis());
  }

  private long epoch(MergingEntry<String, HazelcastJsonValue> of) {
    return entry(of).map(CallEntry::epoch).orElse(-1L);
  }

  private Optional<CallEntry> entry(MergingEntry<String, HazelcastJsonValue> of) {
    Seal seal = (Seal) context.getOrDefault(SEAL, Seal.NONE);
    return new SealedJson<CallEntry>(ClusterStart.CALLS, seal, new TypeReference<>() {})
        .read(of.getKey(), of.getDeserializedValue().getValue());
  }

  @Override
  public void writeData(ObjectDataOutput out) {
    // it has no state of its own
  }

  @Override
  public void readData(ObjectDataInput in) {
    // it has no state of its own
  }
}
