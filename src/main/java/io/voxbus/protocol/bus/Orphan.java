package io.voxbus.protocol.bus;

import org.jspecify.annotations.Nullable;

/**
 * A request that has come to a node in a dialog which is not there.
 *
 * @param id        of its transaction
 * @param localTag  ours, as To has it
 * @param remoteTag the far end's
 * @param source    literal address it came from
 * @param reason    value of its Reason header
 */
public record Orphan(String id, String callId, String localTag, String remoteTag, String method,
    String source, @Nullable String reason) {
  /** Whether it wants the dialog to end, which needs no answer from whoever has it. */
  public boolean ends() {
    return method.equals("BYE");
  }

  /** Whether it changes what is agreed for the dialog. */
  public boolean offers() {
    return method.equals("INVITE") || method.equals("UPDATE");
  }

  public boolean isIn(SipDialog dialog) {
    return callId.equals(dialog.callId()) && localTag.equals(dialog.local().tag())
        && remoteTag.equals(dialog.remote().tag());
  }
}
