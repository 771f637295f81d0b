package io.voxbus.ice;

import java.net.InetAddress;

/**
 * How many errors a source is still told of: somebody who forges the address of another must not make us flood it. Kept
 * in a table of fixed size, so that a flood takes no memory; sources that fall on the same place share it.
 */
final class ErrorBudget {
  private static final int PLACES = 1024;
  private static final long SECOND = 1_000_000_000;

  private final int aSecond;
  private final int[] told = new int[PLACES];
  private long second = Long.MIN_VALUE;

  ErrorBudget(int aSecond) {
    this.aSecond = aSecond;
  }

  boolean allows(InetAddress source, long nowNanos) {
    long now = Math.floorDiv(nowNanos, SECOND);
    if (now != second) {
      second = now;
      java.util.Arrays.fill(told, 0);
    }
    int place = Math.floorMod((source.hashCode() * 0x9E3779B9) >>> 7, PLACES);
    return told[place]++ < aSecond;
  }
}
