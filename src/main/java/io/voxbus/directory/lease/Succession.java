package io.voxbus.directory.lease;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Who takes a call over: every node finds the same answer without asking, and each gets its share. */
public final class Succession {
  private Succession() {}

  /** The survivors in the order in which they are to try (rendezvous hashing: who is not there changes no other's turn). */
  public static List<String> of(String callId, Collection<String> survivors) {
    return survivors.stream().distinct()
        .sorted(Comparator.comparingLong((String node) -> weight(callId, node)).reversed()
            .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** FNV-1a over both, then the finalizer of MurmurHash3: the last letters alone must decide as well. */
  private static long weight(String callId, String node) {
    long hash = 0xcbf29ce484222325L;
    String both = callId + '\n' + node;
    for (int i = 0; i < both.length(); i++) {
      hash = (hash ^ both.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }
}
