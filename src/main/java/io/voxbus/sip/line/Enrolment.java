package io.voxbus.sip.line;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As what a carrier knows an account of ours. Whoever registers it goes on with it: another Call-ID or Contact would be
 * a second telephone there.
 *
 * @param line   in the Contact; only who has received our registration knows it
 * @param number the last CSeq
 */
public record Enrolment(String callId, String tag, String line, AtomicLong number) {
  static Enrolment fresh() {
    return new Enrolment(UUID.randomUUID().toString(), UUID.randomUUID().toString(),
        UUID.randomUUID().toString(), new AtomicLong());
  }

  /** Whether it has been registered before. */
  public boolean known() {
    return number.get() > 0;
  }
}
