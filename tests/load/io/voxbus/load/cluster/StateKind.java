package io.voxbus.load.cluster;

import java.util.Locale;

/** In what state a call is when its node is killed. */
enum StateKind {
  /** Telephone: it rings, rings anew at a survivor, and is taken then. */
  RINGING(true, false),
  /** Telephone: it is heard no more until it is taken back, and hears the file. */
  HELD(true, false),
  /** Telephone: both talk, and that is recorded. */
  TALKING(true, true),
  /** Two telephones that hear each other. */
  TRANSFERRED(true, false),
  /** WebSocket: a file is played. */
  PLAYING(false, false),
  /** What is played is recorded. */
  RECORDING(false, true),
  /** Two calls by WebSocket whose clients hear each other. */
  BRIDGED(false, false),
  /** A telephone and the client of a call by WebSocket, which hear each other. */
  MIXED(false, false);

  private final boolean phone;
  final boolean recorded;

  StateKind(boolean phone, boolean recorded) {
    this.phone = phone;
    this.recorded = recorded;
  }

  /** Whether the call of this number goes to a telephone. */
  boolean phone(int number) {
    return this == MIXED ? number % 2 == 0 : phone;
  }

  /** Whether its telephones say something. */
  boolean says() {
    return this == TALKING || this == TRANSFERRED || this == MIXED;
  }

  /** Whether every other call is bridged with the one before it. */
  boolean pairs() {
    return this == BRIDGED || this == MIXED;
  }

  /** Whether there is something to hear before and after; what is held is listened to anew when it is taken back. */
  boolean heard() {
    return this != RINGING && this != HELD;
  }

  /** Whether a file is played before the node is killed. */
  boolean plays() {
    return this != RINGING && this != TRANSFERRED && !pairs();
  }

  /** Of so many calls in all; those that are bridged come in pairs. */
  int share(int calls) {
    int kinds = values().length;
    int share = calls / kinds + (ordinal() < calls % kinds ? 1 : 0);
    return pairs() ? share + share % 2 : share;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
