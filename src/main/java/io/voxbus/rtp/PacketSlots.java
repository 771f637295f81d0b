package io.voxbus.rtp;

import org.jspecify.annotations.Nullable;

/** Packets by their number, as many as a jitter buffer may hold; their memory is used again and again. */
final class PacketSlots {
  static final int COUNT = 64;

  private final @Nullable Slot[] slots = new Slot[COUNT];
  private int size;

  /** A packet that waits, or has just been given out. */
  static final class Slot {
    byte[] bytes = new byte[0];
    int length;
    int payloadType;
    boolean silent;
    long sequence;
    long timestamp;
    long arrival;
    private boolean used;
  }

  int size() {
    return size;
  }

  /**
   * Copies a packet in.
   *
   * @param kept a slot that is still read from
   * @return null for a duplicate
   */
  @Nullable
  Slot put(long sequence, RtpPacket packet, @Nullable Slot kept) {
    Slot slot = free(sequence, kept);
    if (slot != null) {
      fill(slot, packet.payloadType(), packet.bytes(), packet.payloadOffset(),
          packet.payloadLength());
    }
    return slot;
  }

  /** As {@link #put}, of what a later packet repeats. */
  @Nullable
  Slot put(long sequence, RedReader red, int index, @Nullable Slot kept) {
    Slot slot = free(sequence, kept);
    if (slot != null) {
      fill(slot, red.payloadType(index), red.bytes(), red.start(index), red.length(index));
    }
    return slot;
  }

  private @Nullable Slot free(long sequence, @Nullable Slot kept) {
    int index = index(sequence);
    Slot slot = slots[index];
    if (slot == null || slot == kept) {
      slot = new Slot();
      slots[index] = slot;
    } else if (slot.used) {
      return null;
    }
    slot.sequence = sequence;
    slot.used = true;
    size++;
    return slot;
  }

  private static void fill(Slot slot, int payloadType, byte[] bytes, int offset, int length) {
    if (slot.bytes.length < length) {
      slot.bytes = new byte[length];
    }
    System.arraycopy(bytes, offset, slot.bytes, 0, length);
    slot.length = length;
    slot.payloadType = payloadType;
  }

  @Nullable
  Slot at(long sequence) {
    Slot slot = slots[index(sequence)];
    return slot != null && slot.used && slot.sequence == sequence ? slot : null;
  }

  /** The first from {@code from} on; there is one. */
  Slot earliest(long from) {
    for (long sequence = from; sequence < from + COUNT; sequence++) {
      Slot slot = at(sequence);
      if (slot != null) {
        return slot;
      }
    }
    throw new IllegalStateException("none of " + size);
  }

  void remove(Slot slot) {
    slot.used = false;
    size--;
  }

  void clear() {
    for (Slot slot : slots) {
      if (slot != null) {
        slot.used = false;
      }
    }
    size = 0;
  }

  private static int index(long sequence) {
    return (int) (sequence & (COUNT - 1));
  }
}
