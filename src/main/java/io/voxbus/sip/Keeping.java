package io.voxbus.sip;

import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.sip.kept.Withdrawal;
import java.util.function.Consumer;
import javax.sip.ResponseEvent;
import org.jspecify.annotations.Nullable;

/** Who goes on with a dialog: its node, or another one when that is lost, which is told how it stands. */
final class Keeping {
  private final Reports reports;
  private final String home;
  private final boolean here;
  private final Consumer<SipEvent> call;
  private @Nullable SipDialog kept;
  private @Nullable SipInvite invite;
  private boolean left;

  /**
   * @param home of the call; a dialog on another node ends with that
   * @param call is told
   */
  Keeping(Reports reports, String home, String here, Consumer<SipEvent> call) {
    this.reports = reports;
    this.home = home;
    this.here = home.equals(here);
    this.call = call;
  }

  /** Whether another node goes on with it. */
  boolean left() {
    return left;
  }

  /** It is confirmed, and stands like this; null: nobody else could go on with it. */
  void tell(@Nullable SipDialog now) {
    if (here && !left && now != null && !now.equals(kept)) {
      kept = now;
      call.accept(new SipEvent.Kept(now));
    }
  }

  /** It is not confirmed: another node could take our INVITE back that was heard. */
  void invited(ResponseEvent heard) {
    if (here && !left) {
      Withdrawal.of(heard.getClientTransaction()).filter(now -> !now.equals(invite))
          .ifPresent(now -> {
            invite = now;
            call.accept(new SipEvent.Invited(now));
          });
    }
  }

  /** What the far end still says here is told there. */
  void leave(String node) {
    left = true;
    if (!node.isEmpty()) {
      reports.goTo(node);
    }
  }

  /** Whether it goes on here after all: not if it has been elsewhere in the meantime. */
  boolean comesBack(SipDialog asked) {
    if (kept == null || kept.local().number() < asked.local().number()) {
      return false;
    }
    left = false;
    reports.goTo(home);
    return true;
  }
}
