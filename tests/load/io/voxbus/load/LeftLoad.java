package io.voxbus.load;

import java.nio.file.Path;

/** Whether everything is back where it was after many telephone calls, each with a dump and a record. */
final class LeftLoad {
  private static final int WARM_UP = Integer.getInteger("voxbus.warm", 6_000);
  private static final int CALLS = Integer.getInteger("voxbus.sipCalls", 20_000);

  private LeftLoad() {}

  static void measure(Path folder, int rate) throws Exception {
    try (NodeProcess node = SipCalls.node(folder, true, true); Wire wire = new Wire()) {
      node.connect(wire, "/call", new Peer.Listener() {});
      node.awaitReady();
      node.undisturbed();
      new SipCalls(rate / 2, WARM_UP / 3, 0).run(folder);
      new SipCalls(rate, WARM_UP, 0).run(folder);
      SipLeft before = SipLeft.settled(node);
      SipCalls.Outcome outcome = new SipCalls(rate, CALLS, 0).run(folder);
      System.out.printf("  %d calls at %d/s, %d failed; INVITE to 200 %s%n", CALLS, rate,
          outcome.failed(), outcome.answers());
      boolean back = SipLeft.settled(node).tellSince(before, CALLS);
      System.out.println(back ? "  all of it is back: kept" : "  not all of it is back: MISSED");
    }
  }
}
