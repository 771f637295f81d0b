package io.voxbus.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * Commands for a call, through its owner and through another node in turn. Each node has a core of its own; the
 * generator, which mostly waits, shares the other node's.
 */
final class CommandLoad {
  private static final int WARM_UP = 3000;
  private static final int CLUSTER_PORT = NodeProcess.PORT + 100;
  private static final String CLUSTER = """
      cluster: {enabled: true, name: load-%1$d, port: %2$d, members: ["127.0.0.1:%3$d", "127.0.0.1:%4$d"]}
      """;

  private CommandLoad() {}

  /** A client that waits for its own custom event. */
  private static final class Client implements Peer.Listener {
    private Peer peer;
    private String last = "";
    private int number;

    @Override
    public void text(String json) {
      last = json;
    }

    void roundTrip(Wire wire) throws IOException {
      String mark = "\"data\":" + number++;
      peer.text("{\"command\":\"custom\",\"sender\":\"load\"," + mark + "}");
      wire.await("custom", () -> last.contains(mark));
    }
  }

  static void measure(Path folder, int rounds) throws Exception {
    long run = ProcessHandle.current().pid();
    try (NodeProcess owner = NodeProcess.start(folder, setting(run, 1)); Wire wire = new Wire()) {
      Client near = new Client();
      near.peer = owner.connect(wire, "/call?id=command", near);
      near.peer.text("{\"command\":\"invite\",\"option\":{\"codec\":\"pcmu\"}}");
      wire.await("answer", () -> !near.last.isEmpty());
      try (NodeProcess other = NodeProcess.start(folder, setting(run, 2))) {
        Client far = new Client();
        far.number = 1_000_000_000;
        far.peer = other.connect(wire, "/call?id=command&attach=true&since=0", far);
        wire.await("first event", () -> !far.last.isEmpty());
        Thread.sleep(3000);
        compare("WebSocket, command to event", rounds, () -> {
          near.roundTrip(wire);
          return null;
        }, () -> {
          far.roundTrip(wire);
          return null;
        });
        try (Post direct = new Post(owner.port); Post through = new Post(other.port)) {
          compare("POST /command to its answer", rounds, direct, through);
        }
      }
    }
  }

  private static NodeProcess.Setting setting(long run, int node) {
    String core = node == 1 ? "1" : "0";
    return NodeProcess.Setting.onCore(core, NodeProcess.PORT + node,
        CLUSTER.formatted(run, CLUSTER_PORT + node, CLUSTER_PORT + 1, CLUSTER_PORT + 2));
  }

  /** Both by turns, so that what else the machine does hits both. */
  private static void compare(String what, int rounds, Callable<?> owner, Callable<?> other)
      throws Exception {
    Samples direct = new Samples();
    Samples through = new Samples();
    for (int i = -WARM_UP; i < rounds; i++) {
      if (i == 0) {
        direct.clear();
        through.clear();
      }
      direct.add(time(owner));
      through.add(time(other));
    }
    System.out.printf("  %s: owner %s%n  %s: other %s%n", what, direct, what, through);
    System.out.printf(java.util.Locale.ROOT, "  %s: %.2f ms more at p99%n", what,
        through.millis(0.99) - direct.millis(0.99));
  }

  private static long time(Callable<?> round) throws Exception {
    long start = System.nanoTime();
    round.call();
    return System.nanoTime() - start;
  }

  /** Posts commands on one connection. */
  private static final class Post implements Callable<Void>, AutoCloseable {
    private static final String BODY = "{\"command\":\"unmute\"}";
    private static final byte[] REQUEST = ("POST /command/command HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)
        .getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final byte[] answer = new byte[4096];

    Post(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
    }

    @Override
    public Void call() throws IOException {
      socket.getOutputStream().write(REQUEST);
      int read = 0;
      String text = "";
      while (!text.endsWith("}")) {
        read += in.read(answer, read, answer.length - read);
        text = new String(answer, 0, read, StandardCharsets.US_ASCII);
      }
      if (!text.startsWith("HTTP/1.1 200")) {
        throw new IOException(text);
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
