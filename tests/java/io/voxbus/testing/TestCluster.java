package io.voxbus.testing;

import io.voxbus.cluster.ClusterConfig;
import io.voxbus.node.NodeConfig;
import io.voxbus.node.Variables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Several nodes of one cluster in this JVM, on free ports of loopback. */
public final class TestCluster implements AutoCloseable {
  private static final int START_SECONDS = 60;

  private final List<TestNode> nodes = new ArrayList<>();
  private final List<ClusterConfig> configs = new ArrayList<>();

  private TestCluster() {}

  /** Starts nodes {@code node-1} to {@code node-n}, one after the other. */
  public static TestCluster start(Path data, int count) {
    return start(data, count, "");
  }

  /** Starts them with YAML of further sections. */
  public static TestCluster start(Path data, int count, String sections) {
    return start(data, count, sections, "");
  }

  /** Starts them with further keys of their {@code http} section: {@code , name: value}. */
  public static TestCluster start(Path data, int count, String sections, String httpMore) {
    return start(data, count, sections, httpMore, "");
  }

  /**
   * Starts them with further keys of their {@code cluster} section as well. A machine that is busy with other tests lets
   * them wait for each other: their lease is longer than the one that is usual.
   */
  public static TestCluster start(Path data, int count, String sections, String httpMore,
      String clusterMore) {
    TestCluster cluster = new TestCluster();
    List<Integer> ports = Stream.generate(FreePorts::next).limit(count).toList();
    String members = ports.stream().map(port -> "127.0.0.1:" + port)
        .collect(Collectors.joining(","));
    String name = "test-" + UUID.randomUUID();
    for (int i = 0; i < count; i++) {
      Path folder = data.resolve("node-" + (i + 1));
      NodeConfig config = NodeConfig.parse(
          """
              node: node-%d
              http: {port: 0, managementPort: 0%s}
              webrtc: {port: 0, addresses: [127.0.0.1]}
              media: {root: "%s"}
              recorder: {root: "%s"}
              dump: {root: "%s"}
              callrecord: {root: "%s"}
              fetch: {cacheRoot: "%s"}
              ai: {asr: scripted, tts: tone}
              cluster: {enabled: true, name: "%s", port: %d, members: ["%s"], lease: 4%s}
              %s""".formatted(i + 1, httpMore, folder, folder, folder, folder, folder, name,
              ports.get(i),
              members,
              clusterMore.contains("rehearsed") ? clusterMore : ", rehearsed: 0" + clusterMore,
              sections),
          new Variables(variable -> null));
      cluster.configs.add(config.cluster());
      cluster.nodes.add(TestNode.start(config));
    }
    cluster.nodes.forEach(TestCluster::awaitReady);
    return cluster;
  }

  /** Until then a node may not die without loss: what the nodes share may have no copies. */
  private static void awaitReady(TestNode node) {
    node.awaitReady();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (node.getManagement("/ready").status() != 200) {
      if (System.nanoTime() > end) {
        throw new AssertionError(node.getManagement("/ready").body());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** How the node of that number has joined. */
  public ClusterConfig clusterConfig(int number) {
    return configs.get(number - 1);
  }

  /** The node of that number, from 1. */
  public TestNode node(int number) {
    return nodes.get(number - 1);
  }

  @Override
  public void close() {
    nodes.forEach(TestNode::close);
  }
}
