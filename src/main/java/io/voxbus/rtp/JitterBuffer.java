package io.voxbus.rtp;

import org.jspecify.annotations.Nullable;

/**
 * Puts packets in order and gives each out when its time has come. The delay follows what the network does: as short as
 * lets all but 3 in 100 packets come in time, within bounds. A pause of the sender stays as long as it was; what is late
 * or missing is told, so that it can be concealed.
 *
 * <p>It thinks in the time of the sender: a packet is played {@code delay} after its timestamp. That delay is set anew
 * at each start after silence, grows when audio runs out, and shrinks by what {@link #surplus} lets the player leave out.
 */
public final class JitterBuffer {
  private static final int STEP_MILLIS = 20;
  private static final int MOST_PACKET_MILLIS = 120;
  /** For so long silence of the sender is taken for trouble of the network. */
  private static final int TROUBLE_MILLIS = 60;
  private static final int SURPLUS_PACKETS = 100;
  private static final int ROUNDING_MILLIS = 10;
  private static final long NANOS = 1_000_000;

  private final PacketSlots slots = new PacketSlots();
  private final DelayTracker delays;
  private final int mostMillis;
  private int clock;
  private boolean anyTaken;
  private boolean playing;
  /** The packet that is due next. */
  private long next;
  /** The packet last given out. */
  private PacketSlots.@Nullable Slot taken;
  private int packetMillis = STEP_MILLIS;
  /** Time since the end of the packet last given out. */
  private int blankMillis;
  /** What is left to conceal of the packet that is due. */
  private int missingMillis;
  private long leastSurplus = Long.MAX_VALUE;
  private int surplusPackets;
  private boolean surplus;
  private long late;
  private long concealed;
  private long repaired;

  /** What comes next. */
  public enum Next {
    /** A packet: {@link #bytes}, {@link #length}, {@link #payloadType}. */
    PACKET,
    /** Audio that is not there: {@link #missingMillis} of it are to be concealed. */
    MISSING,
    /** Silence for 20 ms: the sender pauses, or has not begun. */
    SILENCE
  }

  /** Bounds of the delay. */
  public JitterBuffer(int leastMillis, int mostMillis) {
    this.delays = new DelayTracker(leastMillis, mostMillis);
    this.mostMillis = mostMillis;
    this.clock = 8000;
  }

  /** Another stream begins, with a clock of its own. */
  public void reset(int newClock) {
    clear();
    clock = newClock;
    anyTaken = false;
    taken = null;
    delays.reset();
  }

  /**
   * Takes in a packet.
   *
   * @param sequence  unwrapped, as {@code timestamp}
   * @param silent    it marks silence, or stands for something that is not audio
   */
  public void add(long sequence, long timestamp, boolean silent, RtpPacket packet, long nowNanos) {
    if (!silent) {
      delays.add(nowNanos - nanos(timestamp), nowNanos);
    }
    if (slots.size() == 0 && !playing && !anyTaken) {
      next = sequence;
    }
    if (sequence < next) {
      if (playing || anyTaken || next - sequence >= PacketSlots.COUNT / 2) {
        late++;
        return;
      }
      next = sequence;
    }
    if (sequence - next >= PacketSlots.COUNT) {
      clear();
      next = sequence;
    }
    PacketSlots.Slot slot = slots.put(sequence, packet, taken);
    if (slot != null) {
      slot.timestamp = timestamp;
      slot.silent = silent;
      slot.arrival = nowNanos;
    }
  }

  /** Takes in what the packet last added repeats of earlier ones, where they are missing and not too late. */
  public void repair(RedReader red, long sequence, long timestamp, long nowNanos) {
    for (int i = 0; i < red.earlier(); i++) {
      long number = sequence - red.packetsAgo(i);
      if (number < next || number - next >= PacketSlots.COUNT) {
        continue;
      }
      PacketSlots.Slot slot = slots.put(number, red, i, taken);
      if (slot != null) {
        slot.timestamp = timestamp - red.ticksAgo(i);
        slot.silent = false;
        slot.arrival = nowNanos;
        repaired++;
      }
    }
  }

  /** Decides what is to be heard now. */
  public Next next(long nowNanos) {
    surplus = false;
    if (slots.size() == 0) {
      return dry();
    }
    if (!playing && !start(nowNanos)) {
      return Next.SILENCE;
    }
    PacketSlots.Slot slot = slots.at(next);
    return slot != null ? due(slot, nowNanos) : gap(nowNanos);
  }

  /** The payload of the packet given out; valid until the next {@link #next}. */
  public byte[] bytes() {
    return taken == null ? new byte[0] : taken.bytes;
  }

  public int length() {
    return taken == null ? 0 : taken.length;
  }

  public int payloadType() {
    return taken == null ? 0 : taken.payloadType;
  }

  /** How much is to be concealed now, at most 20 ms. */
  public int missingMillis() {
    return Math.min(packetMillis, STEP_MILLIS);
  }

  /** Whether the packet given out may be left out, to shorten a delay that is longer than it need be. */
  public boolean surplus() {
    return surplus;
  }

  /** Payload of the packet after a missing one, from which some codecs can rebuild it; null if it is not there. */
  public byte @Nullable [] following() {
    PacketSlots.Slot slot = slots.at(next);
    return slot == null || slot.silent ? null : slot.bytes;
  }

  public int followingLength() {
    PacketSlots.Slot slot = slots.at(next);
    return slot == null ? 0 : slot.length;
  }

  public int followingType() {
    PacketSlots.Slot slot = slots.at(next);
    return slot == null ? -1 : slot.payloadType;
  }

  /** Packets that wait. */
  public int size() {
    return slots.size();
  }

  /** Packets that came after their time. */
  public long late() {
    return late;
  }

  /** Packets whose place was concealed. */
  public long concealed() {
    return concealed;
  }

  /** Lost packets that a later one has brought. */
  public long repaired() {
    return repaired;
  }

  /** What the delay is meant to be. */
  public int targetMillis() {
    return delays.targetMillis();
  }

  private Next dry() {
    if (!playing) {
      return Next.SILENCE;
    }
    blankMillis += STEP_MILLIS;
    boolean trouble = taken != null && !taken.silent && blankMillis <= TROUBLE_MILLIS;
    playing = blankMillis <= TROUBLE_MILLIS;
    return trouble ? Next.MISSING : Next.SILENCE;
  }

  /** Begins after silence, once the first packet has waited for as long as packets may differ. */
  private boolean start(long nowNanos) {
    PacketSlots.Slot first = slots.earliest(next);
    if (nowNanos - first.arrival < (delays.targetMillis() - ROUNDING_MILLIS) * NANOS) {
      return false;
    }
    next = first.sequence;
    taken = null;
    playing = true;
    blankMillis = 0;
    return true;
  }

  private Next due(PacketSlots.Slot slot, long nowNanos) {
    if (pause(slot) >= STEP_MILLIS) {
      blankMillis += STEP_MILLIS;
      return Next.SILENCE;
    }
    take(slot, nowNanos);
    return slot.silent ? next(nowNanos) : Next.PACKET;
  }

  /** How much of the sender's pause before this packet is still to come. */
  private long pause(PacketSlots.Slot slot) {
    PacketSlots.Slot last = taken;
    if (last == null || slot.silent) {
      return 0;
    }
    long since = (slot.timestamp - last.timestamp) * 1000 / clock;
    long rest = since - (last.silent ? 0 : packetMillis) - blankMillis;
    return since > MOST_PACKET_MILLIS || last.silent ? Math.min(rest, mostMillis) : 0;
  }

  private void take(PacketSlots.Slot slot, long nowNanos) {
    PacketSlots.Slot last = taken;
    if (last != null && slot.sequence == last.sequence + 1 && !last.silent) {
      long millis = (slot.timestamp - last.timestamp) * 1000 / clock;
      packetMillis = millis > 0 && millis <= MOST_PACKET_MILLIS ? (int) millis : packetMillis;
    }
    slots.remove(slot);
    taken = slot;
    anyTaken = true;
    next = slot.sequence + 1;
    blankMillis = 0;
    missingMillis = 0;
    if (!slot.silent) {
      judge(nowNanos - nanos(slot.timestamp) - delays.desiredNanos());
    }
  }

  private void judge(long tooLateNanos) {
    leastSurplus = Math.min(leastSurplus, tooLateNanos);
    if (++surplusPackets >= SURPLUS_PACKETS) {
      surplus = leastSurplus > (packetMillis + ROUNDING_MILLIS) * NANOS;
      if (!surplus) {
        surplusPackets = 0;
        leastSurplus = Long.MAX_VALUE;
      }
    }
  }

  /** The player has left out the packet given out. */
  public void leftOut() {
    surplusPackets = 0;
    leastSurplus = Long.MAX_VALUE;
  }

  /** The packet that is due is not there, but later ones are. */
  private Next gap(long nowNanos) {
    PacketSlots.Slot first = slots.earliest(next);
    if (nowNanos - first.arrival > mostMillis * NANOS) {
      next = first.sequence;
      return due(first, nowNanos);
    }
    if (early(first, nowNanos) && blankMillis < mostMillis) {
      blankMillis += STEP_MILLIS;
      return Next.MISSING;
    }
    if (missingMillis == 0) {
      missingMillis = packetMillis;
      concealed++;
    }
    missingMillis -= Math.min(missingMillis, missingMillis());
    if (missingMillis == 0) {
      next++;
    }
    return Next.MISSING;
  }

  /** Whether it may still come: what waits behind it is early by what the network does at present. */
  private boolean early(PacketSlots.Slot first, long nowNanos) {
    long before = (first.sequence - next) * packetMillis * NANOS;
    long delay = nowNanos - nanos(first.timestamp) + before;
    return delay < delays.desiredNanos() - ROUNDING_MILLIS * NANOS;
  }

  private void clear() {
    slots.clear();
    playing = false;
    missingMillis = 0;
    blankMillis = 0;
    leftOut();
  }

  private long nanos(long timestamp) {
    return timestamp * 1_000_000 / clock * 1000;
  }
}
