package io.voxbus.sip.stack;

import javax.sip.message.Response;

/** What becomes of a request that starts something new. */
public sealed interface Admission {
  /** It may come in. */
  record Pass(Caller caller) implements Admission {}

  /** It gets an answer, and nothing is kept of it. */
  record Answer(Response response) implements Admission {}

  /** It gets no answer. */
  record Drop(String reason) implements Admission {}

  /** It is looked at once more, as if it came now: its dialog may be there. */
  record Again() implements Admission {}
}
