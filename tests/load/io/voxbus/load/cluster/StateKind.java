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
  /** WebSocket, from here on: a file is played. */
  PLAYING(false, false),
  /** What is played is recorded. */
  RECORDING(false, true),
  /** Two calls whose clients hear each other. */
  BRIDGED(false, false);

  final boolean phone;
  final boolean recorded;

  StateKind(boolean phone, boolean recorded) {
    this.phone = phone;
    this.recorded = recorded;
  }

  String path() {
    return phone ? "/call/sip" : "/call";
  }

  /** Whether there is something to hear before and after; what is held is listened to anew when it is taken back. */
  boolean heard() {
    return this != RINGING && this != HELD;
  }

  /** Whether a file is played before the node is killed. */
  boolean plays() {
    return this != RINGING && this != TRANSFERRED && this != BRIDGED;
  }

  /** Of so many calls in all; those that are bridged come in pairs. */
  int share(int calls) {
    int kinds = values().length;
    int share = calls / kinds + (ordinal() < calls % kinds ? 1 : 0);
    return this == BRIDGED ? share + share % 2 : share;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
