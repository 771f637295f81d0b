package io.voxbus.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxbus.http.door.Reading;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.http.door.Answers;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes as this one sees them: {@code GET /cluster}. */
final class ClusterRoutes {
  private final String nodeId;
  private final NodeDirectory nodes;
  private final boolean demo;

  ClusterRoutes(String nodeId, NodeDirectory nodes, boolean demo) {
    this.nodeId = nodeId;
    this.nodes = nodes;
    this.demo = demo;
  }

  void mount(Router router) {
    Reading.at(router, "/cluster").handler(this::describe);
  }

  private void describe(RoutingContext request) {
    nodes.standing().onSuccess(standing -> Answers.json(request, described(standing)))
        .onFailure(failure -> Answers.fault(request, failure));
  }

  private Map<String, Object> described(NodeDirectory.Standing standing) {
    List<NodeEntry> seen = nodes.nodes().stream().sorted(Comparator.comparing(NodeEntry::id))
        .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("node", nodeId);
    answer.put("nodes", seen);
    answer.put("partitions", standing);
    answer.put("demo", demo);
    return answer;
  }
}
