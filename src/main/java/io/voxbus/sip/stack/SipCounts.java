package io.voxbus.sip.stack;

/** Counts what the stack refused, dropped or lost, by a short name. Called from several threads. */
public interface SipCounts {
  void count(String event);
}
