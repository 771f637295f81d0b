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
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the entry of a call when two halves of a cluster become one: the higher epoch stays. What only the half
 * that joins the other has is dropped: that call was taken over and has ended; if not, its owner claims it again.
 */
public final class EpochMerge
    implements
      SplitBrainMergePolicy<HazelcastJsonValue, MergingEntry<String, HazelcastJsonValue>, HazelcastJsonValue>,
      HazelcastInstanceAware {
  /** Where the configuration holds the {@link Seal} of the entries. */
  static final String SEAL = "voxbus.seal";

  private Seal seal = Seal.NONE;

  /** Hazelcast makes it. */
  public EpochMerge() {}

  @Override
  public void setHazelcastInstance(HazelcastInstance hazelcast) {
    seal = (Seal) hazelcast.getUserContext().getOrDefault(SEAL, Seal.NONE);
  }

  @Override
  public @Nullable HazelcastJsonValue merge(MergingEntry<String, HazelcastJsonValue> merging,
      @Nullable MergingEntry<String, HazelcastJsonValue> existing) {
    if (existing == null) {
      return null;
    }
    return epoch(merging) > epoch(existing)
        ? merging.getDeserializedValue()
        : existing.getDeserializedValue();
  }

  private long epoch(MergingEntry<String, HazelcastJsonValue> of) {
    SealedJson<CallEntry> entries = new SealedJson<>(ClusterStart.CALLS, seal,
        new TypeReference<>() {});
    return entries.read(of.getKey(), of.getDeserializedValue().getValue()).map(CallEntry::epoch)
        .orElse(-1L);
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
