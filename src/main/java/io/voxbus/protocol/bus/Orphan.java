package io.voxbus.protocol.bus;

import org.jspecify.annotations.Nullable;

/**
 * A request that has come to a node in a dialog which is not there, or a CANCEL of what is not.
 *
 * @param id        of its transaction
 * @param localTag  ours, as To has it; empty: there is none yet
 * @param remoteTag the far end's
 * @param source    literal address it came from
 * @param reason    value of its Reason header
 */
public record Orphan(String id, String callId, String localTag, String remoteTag, String method,
    String source, @Nullable String reason) {
  /** Whether it wants the call to end, which needs no answer from whoever has it. */
  public boolean ends() {
    return method.equals("BYE") || cancels();
  }

  public boolean cancels() {
    return method.equals("CANCEL");
  }

  /** What it cancels, as {@link SipWaiting} calls it: RFC 3261 section 9.2. */
  public String cancelled() {
    return id.substring(0, id.lastIndexOf(':'));
  }

  /** Whether it changes what is agreed for the dialog. */
  public boolean offers() {
    return method.equals("INVITE") || method.equals("UPDATE");
  }

  public boolean isFor(SipWaiting call) {
    return cancels() && cancelled().equals(call.transaction());
  }

  public boolean isIn(SipDialog dialog) {
    return callId.equals(dialog.callId()) && localTag.equals(dialog.local().tag())
        && remoteTag.equals(dialog.remote().tag());
  }
}
