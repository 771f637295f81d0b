package io.voxbus.sip.wire;

/** What becomes of a message before it reaches the parser. */
public sealed interface Verdict {
  /** @param length of the message without what follows its body */
  record Accept(Head head, String callId, int length) implements Verdict {}

  /** A request that gets a fixed answer. */
  record Refuse(Head head, int status, String reason) implements Verdict {}

  /** What gets no answer: no SIP, responses and ACKs that are wrong. */
  record Ignore(String reason) implements Verdict {}
}
