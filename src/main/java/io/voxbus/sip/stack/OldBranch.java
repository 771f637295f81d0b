package io.voxbus.sip.stack;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.text.ParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Clients of RFC 2543 send no branch, or one that says nothing. The stack would compare each of their requests with
 * all its transactions; it gets a branch made of what RFC 3261 section 17.2.3 matches such requests by, and the answer
 * gets back what the client wrote.
 */
final class OldBranch {
  private static final String COOKIE = "z9hG4bK";
  private static final String OLD = "x-old-branch";

  private OldBranch() {}

  static void replace(SIPRequest request) throws ParseException {
    Via via = request.getTopmostVia();
    String branch = via.getBranch();
    if (branch != null && branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length())
        && branch.length() > COOKIE.length()) {
      return;
    }
    int hash = Objects.hash(request.getRequestURI().toString(), request.getFromTag(),
        request.getCallId().getCallId(), request.getCSeq().getSeqNumber(), via.getHost(),
        via.getPort(), branch);
    via.setParameter(OLD, branch == null ? "none" : branch);
    via.setBranch(COOKIE + "-old-" + Integer.toHexString(hash));
  }

  static void restore(SIPMessage message) {
    Via via = message instanceof SIPResponse ? message.getTopmostVia() : null;
    String old = via == null ? null : via.getParameter(OLD);
    if (via != null && old != null) {
      via.removeParameter(OLD);
      branch(via, old.equals("none") ? null : old);
    }
  }

  private static void branch(Via via, @Nullable String branch) {
    try {
      if (branch == null) {
        via.removeParameter(Via.BRANCH);
      } else {
        via.setParameter(Via.BRANCH, branch);
      }
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }
}
