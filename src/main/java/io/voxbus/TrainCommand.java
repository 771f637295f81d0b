package io.voxbus;

import io.voxbus.node.Node;
import io.voxbus.node.NodeConfig;
import io.voxbus.node.Variables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a JVM is to learn from that is started with {@code -XX:AOTCacheOutput}: a node of a cluster of its own starts on
 * free ports of loopback, rehearses what calls want of it, and ends. Nobody can call it, and nothing of it stays.
 */
@Command(name = "train", mixinStandardHelpOptions = true, description = "Does what calls want of a node, for a JVM to learn from, and ends.", footer = {
    "",
    "With -XX:AOTCacheOutput=voxbus.aot before -jar the JVM writes what it has learnt; a node that",
    "is started with -XX:AOTCache=voxbus.aot knows it from its first call on. cluster/train.sh does it."})
final class TrainCommand implements Callable<Integer> {
  private static final int MOST_SECONDS = 180;

  @Option(names = "--calls", paramLabel = "N", description = "how many take-overs are rehearsed (default: ${DEFAULT-VALUE})", defaultValue = "100")
  private int calls;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("voxbus-train");
    try {
      Node node = Node.start(config(folder, calls)).toCompletableFuture().get(MOST_SECONDS,
          TimeUnit.SECONDS);
      int done = node.ready().thenCompose(ready -> node.rehearsed()).toCompletableFuture()
          .get(MOST_SECONDS, TimeUnit.SECONDS);
      node.stop().toCompletableFuture().get(MOST_SECONDS, TimeUnit.SECONDS);
      System.out.println("rehearsed " + done + " of " + calls + " take-overs");
      return done == calls ? 0 : 1;
    } finally {
      delete(folder);
    }
  }

  private static NodeConfig config(Path folder, int calls) throws IOException {
    String yaml = """
        node: train
        http: {host: 127.0.0.1, port: 0, managementPort: 0}
        webrtc: {port: 0, addresses: [127.0.0.1]}
        sip: {enabled: true, listen: {host: 127.0.0.1, udp: 0, tcp: 0}}
        rtp: {host: 127.0.0.1}
        media: {root: "%1$s"}
        recorder: {root: "%1$s"}
        dump: {root: "%1$s"}
        callrecord: {root: "%1$s"}
        fetch: {cacheRoot: "%1$s"}
        ai: {cache: {folder: "%1$s"}}
        cluster:
          enabled: true
          name: "train-%2$s"
          port: %3$d
          members: ["127.0.0.1:%3$d"]
          rehearsed: %4$d
        """.formatted(folder, UUID.randomUUID(), freePort(), calls);
    return NodeConfig.parse(yaml, new Variables(name -> null));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
