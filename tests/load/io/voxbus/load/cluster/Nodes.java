package io.voxbus.load.cluster;

import io.voxbus.load.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Nodes of one cluster, each a process of its own, on all cores. */
final class Nodes implements AutoCloseable {
  private static final int CLUSTER_PORT = NodeProcess.PORT + 100;
  private static final List<String> HEAP = List.of("-Xms2g", "-Xmx2g");
  private static final int CALM_LOOKS = 3;
  private static final long MOST_SETTLING_NANOS = 60_000_000_000L;
  private static final String CLUSTER = """
      cluster: {enabled: true, name: load-%1$d, port: %2$d, lostAfter: 30, members: [%3$s]}
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<NodeProcess> nodes = new ArrayList<>();

  private Nodes() {}

  static Nodes start(Path folder, int count) throws Exception {
    return start(folder, count, "", List.of());
  }

  /**
   * @param more lines of the configuration
   * @param jvm  further options
   */
  static Nodes start(Path folder, int count, String more, List<String> jvm) throws Exception {
    Nodes started = new Nodes();
    List<String> options = Stream.concat(HEAP.stream(), jvm.stream()).toList();
    for (int i = 0; i < count; i++) {
      started.nodes.add(NodeProcess.start(folder, new NodeProcess.Setting(NodeProcess.PORT + i,
          List.of(), options, (count == 1 ? "" : cluster(i, count)) + more)));
    }
    for (NodeProcess node : started.nodes) {
      started.untilItSees(node, count);
    }
    started.settle();
    return started;
  }

  /** Models of speech are loaded when a node is there already, and take arrays of 32 MB: until that is over. */
  private void settle() throws Exception {
    long end = System.nanoTime() + MOST_SETTLING_NANOS;
    for (int calm = 0; calm < CALM_LOOKS && System.nanoTime() < end;) {
      double before = cpuSeconds();
      Thread.sleep(1000);
      calm = cpuSeconds() - before < 0.1 * nodes.size() ? calm + 1 : 0;
    }
  }

  private static String cluster(int number, int count) {
    String members = IntStream.range(0, count)
        .mapToObj(i -> "\"127.0.0.1:" + (CLUSTER_PORT + i) + '"').collect(Collectors.joining(","));
    return CLUSTER.formatted(ProcessHandle.current().pid(), CLUSTER_PORT + number, members);
  }

  /** Before everything else on the machine, where that is allowed: what others do would only blur the delays. */
  void undisturbed() throws Exception {
    for (NodeProcess node : nodes) {
      node.undisturbed();
    }
  }

  /** As the power would. */
  void kill(int number) {
    nodes.get(number).kill();
  }

  int port(int number) {
    return nodes.get(number % nodes.size()).port;
  }

  /** All of them together, so far. */
  double cpuSeconds() throws IOException {
    double all = 0;
    for (NodeProcess node : nodes) {
      all += node.cpuSeconds();
    }
    return all;
  }

  /** The answer is 200, or this fails with what was answered. */
  String redeploy(int number, String component, boolean migrate) throws Exception {
    int node = number % nodes.size();
    return ask(node, "POST", "/admin/nodes/load-" + port(node) + "/components/" + component
        + "/redeploy?migrate=" + migrate);
  }

  String ask(int node, String method, String path) throws Exception {
    HttpRequest request = HttpRequest
        .newBuilder(URI.create("http://127.0.0.1:" + port(node) + path))
        .header("Authorization", "Bearer load")
        .method(method, HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode() + ' ' + answer.body());
    }
    return answer.body();
  }

  private void untilItSees(NodeProcess node, int count) throws Exception {
    for (long end = System.nanoTime() + 60_000_000_000L; System.nanoTime() < end;) {
      try {
        String all = ask(node.port - NodeProcess.PORT, "GET", "/cluster");
        if (all.split("\"draining\"", -1).length > count) {
          return;
        }
      } catch (IOException e) {
        // it is not there yet
      }
      Thread.sleep(200);
    }
    throw new IOException("the nodes do not see each other");
  }

  @Override
  public void close() throws Exception {
    client.close();
    for (NodeProcess node : nodes) {
      node.close();
    }
  }
}
