package io.voxbus.sdp;

import org.jspecify.annotations.Nullable;

/** Which way media flows, seen from the side whose description it stands in. */
public enum Direction {
  SENDRECV("sendrecv", true, true), SENDONLY("sendonly", true, false), RECVONLY("recvonly", false,
      true), INACTIVE("inactive", false, false);

  private final String attribute;
  private final boolean sends;
  private final boolean receives;

  Direction(String attribute, boolean sends, boolean receives) {
    this.attribute = attribute;
    this.sends = sends;
    this.receives = receives;
  }

  static @Nullable Direction named(String attribute) {
    for (Direction direction : values()) {
      if (direction.attribute.equals(attribute)) {
        return direction;
      }
    }
    return null;
  }

  static Direction of(boolean sends, boolean receives) {
    return sends ? receives ? SENDRECV : SENDONLY : receives ? RECVONLY : INACTIVE;
  }

  public String attribute() {
    return attribute;
  }

  public boolean sends() {
    return sends;
  }

  public boolean receives() {
    return receives;
  }

  /** The same, seen from the other side. */
  public Direction mirrored() {
    return switch (this) {
      case SENDONLY -> RECVONLY;
      case RECVONLY -> SENDONLY;
      case SENDRECV, INACTIVE -> this;
    };
  }

  /** What both allow. */
  public Direction and(Direction other) {
    return of(sends && other.sends, receives && other.receives);
  }
}
