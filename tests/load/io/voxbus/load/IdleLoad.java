package io.voxbus.load;

import java.nio.file.Path;

/** 10,000 WebSockets that do nothing but answer pings. */
final class IdleLoad {
  private static final int SOCKETS = 10_000;
  private static final int WARM_UP = SOCKETS;

  private IdleLoad() {}

  static void measure(Path folder) throws Exception {
    NodeProcess.Setting setting = NodeProcess.Setting.onCoreOne(NodeProcess.PORT, "");
    try (NodeProcess node = NodeProcess.start(folder, setting)) {
      try (Wire wire = new Wire()) {
        open(wire, node, WARM_UP);
      }
      Thread.sleep(2000);
      NodeProcess.Memory before = node.memory();
      try (Wire wire = new Wire()) {
        int[] closed = open(wire, node, SOCKETS);
        wire.run(System.nanoTime() + 25_000_000_000L, now -> {});
        NodeProcess.Memory after = node.memory();
        System.out.printf("  %d idle sockets, %d lost: %s%n", SOCKETS, closed[0],
            after.since(before, SOCKETS));
      }
    }
  }

  private static int[] open(Wire wire, NodeProcess node, int count) throws Exception {
    int[] closed = new int[1];
    for (int i = 0; i < count; i++) {
      node.connect(wire, "/call?id=idle-" + i, new Peer.Listener() {
        @Override
        public void closed() {
          closed[0]++;
        }
      });
      if (i % 100 == 0) {
        wire.run(System.nanoTime() + 1_000_000, now -> {});
      }
    }
    return closed;
  }
}
