package io.voxbus.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Calls that stand, each hearing what it says, while others are set up and ended: whether a frame of them is lost. */
final class StandingLoad {
  private static final int STANDING = Integer.getInteger("voxbus.standing", 50);
  private static final int WARM_UP_SECONDS = 20;
  private static final int MOST_SECONDS = 60;

  private StandingLoad() {}

  /** @param rate new calls a second */
  static void measure(Path folder, int seconds, int rate) throws Exception {
    int window = Math.min(seconds, MOST_SECONDS);
    List<SipPhone> callers = new ArrayList<>();
    try (NodeProcess node = SipCalls.node(folder, true, false);
        Wire wire = new Wire();
        ExecutorService setUp = Executors.newVirtualThreadPerTaskExecutor();
        RtpPhones phones = new RtpPhones(STANDING)) {
      node.connect(wire, "/call", new Peer.Listener() {});
      node.awaitReady();
      node.undisturbed();
      new SipCalls(rate / 2, rate / 2 * WARM_UP_SECONDS, 0).run(folder);
      for (int i = 0; i < STANDING; i++) {
        SipPhone caller = new SipPhone();
        callers.add(caller);
        phones.aim(i, caller.call(phones.port(i)));
      }
      phones.talk(5);
      tell("alone", phones, window);
      Future<SipCalls.Outcome> calls = setUp
          .submit(() -> new SipCalls(rate, rate * (window + 4), 0).run(folder));
      phones.talk(2);
      tell("while " + rate + " calls a second are set up", phones, window);
      SipCalls.Outcome outcome = calls.get();
      System.out.printf(Locale.ROOT, "  INVITE to 200 of these %s; %d failed%n",
          outcome.answers(), outcome.failed());
      for (SipPhone caller : callers) {
        caller.hangUp();
        caller.close();
      }
    }
  }

  private static void tell(String when, RtpPhones phones, int seconds) throws IOException {
    RtpPhones.Heard heard = phones.talk(seconds);
    System.out.printf(Locale.ROOT,
        "  %d standing calls %s: sent %d frames, heard %d, lost on the way %d, "
            + "not as spoken %d (%s); %s; longest stop of the generator %.1f ms%n",
        STANDING, when,
        heard.sent(), heard.heard(), heard.skipped(), heard.unlike(),
        SipLoad.verdict(heard.skipped() + heard.unlike(), 0), phones.spacing(),
        heard.stopNanos() / 1e6);
  }
}
