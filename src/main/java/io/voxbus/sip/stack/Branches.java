package io.voxbus.sip.stack;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.text.ParseException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * The stack knows a transaction by its branch alone, so it is given branches that hold all of what RFC 3261 section
 * 17.2.3 matches by: sent-by and method, too, and for clients of RFC 2543, which send no branch or one that says
 * nothing, what that section names for them. The answer gets back what the client wrote.
 */
final class Branches {
  private static final String COOKIE = "z9hG4bK";
  private static final String OURS = "-vb";
  private static final Pattern REPLACED = Pattern.compile("(;branch=[^;,]*)" + OURS + "[0-9a-f]+");
  private static final String OLD = "x-old-branch";
  /** They belong to the transaction of their INVITE. */
  private static final Set<String> WITH_INVITE = Set.of(Request.ACK, Request.CANCEL);

  private Branches() {}

  static void replace(SIPRequest request) throws ParseException {
    Via via = request.getTopmostVia();
    String branch = via.getBranch();
    if (branch != null && branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length())
        && branch.length() > COOKIE.length()) {
      String method = request.getMethod();
      int hash = Objects.hash(via.getHost(), via.getPort(),
          WITH_INVITE.contains(method) ? Request.INVITE : method);
      via.setBranch(branch + OURS + Integer.toHexString(hash));
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
    if (via == null) {
      return;
    }
    String old = via.getParameter(OLD);
    String branch = via.getBranch();
    if (old != null) {
      via.removeParameter(OLD);
      set(via, old.equals("none") ? null : old);
    } else if (branch != null && branch.contains(OURS)) {
      set(via, branch.substring(0, branch.lastIndexOf(OURS)));
    }
  }

  /** A Via of a request as its client wrote it, but for the branch of a client of old. */
  static String original(String via) {
    return via.contains(OURS) ? REPLACED.matcher(via).replaceFirst("$1") : via;
  }

  private static void set(Via via, @Nullable String branch) {
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
