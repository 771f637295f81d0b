package io.voxbus.sip.stack;

/** Who sent a request, as far as was found out before it got in. */
public sealed interface Caller {
  /** A user who knows his password. */
  record User(String name) implements Caller {}

  /** A carrier, known by its address. */
  record Trunk(String name) implements Caller {}

  /** Nobody that is known. */
  record Stranger() implements Caller {}
}
