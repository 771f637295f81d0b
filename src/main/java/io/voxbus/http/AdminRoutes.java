package io.voxbus.http;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxbus.http.door.Reading;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.http.door.AdminKeys;
import io.voxbus.http.door.Answers;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.NodeReply;
import io.voxbus.protocol.bus.NodeRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes and what runs on them, from any of them; behind an admin key. */
final class AdminRoutes {
  private static final String ALL = "all";

  private final Bus bus;
  private final NodeDirectory nodes;
  private final AdminKeys keys;

  AdminRoutes(Bus bus, NodeDirectory nodes, AdminKeys keys) {
    this.bus = bus;
    this.nodes = nodes;
    this.keys = keys;
  }

  void mount(Router router) {
    router.route("/admin/*").handler(keys::check);
    Reading.at(router, "/admin/components").handler(this::components);
    router.post("/admin/nodes/:node/components/:name/redeploy").handler(this::redeploy);
    router.post("/admin/nodes/:node/drain")
        .handler(request -> order(request, new NodeRequest.Drain()));
    router.post("/admin/nodes/:node/kill")
        .handler(request -> order(request, new NodeRequest.Die()));
  }

  private void components(RoutingContext request) {
    List<Future<Object>> asked = names().stream().map(this::versions).toList();
    Future.all(asked).onSuccess(all -> Answers.json(request, Map.of("nodes", all.list())))
        .onFailure(failure -> Answers.fault(request, failure));
  }

  /** A node that does not answer is told as such. */
  private Future<Object> versions(String node) {
    return bus.ask(Addresses.node(node), new NodeRequest.ListVersions(), NodeReply.Versions.class)
        .map(Object.class::cast).recover(failure -> Future.succeededFuture(
            Map.of("nodeId", node, "error", Fault.of(failure).getMessage())));
  }

  private void redeploy(RoutingContext request) {
    String component = request.pathParam("name");
    Rollout rollout = new Rollout(bus, component,
        "true".equals(request.request().getParam("migrate")));
    targets(request.pathParam("node")).compose(rollout::over)
        .onSuccess(done -> Answers.json(request, answer(component, done)))
        .onFailure(failure -> failed(request, rollout, failure));
  }

  private static void failed(RoutingContext request, Rollout rollout, Throwable failure) {
    Fault fault = Fault.of(failure);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", "error");
    answer.put("error", fault.getMessage());
    answer.put("code", fault.code());
    answer.put("nodes", rollout.done());
    Answers.json(request, fault.code(), answer);
  }

  private static Map<String, Object> answer(String component, List<NodeReply.Redeployed> done) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", "redeployed");
    answer.put("component", component);
    answer.put("nodes", done);
    return answer;
  }

  private void order(RoutingContext request, NodeRequest order) {
    targets(request.pathParam("node")).compose(found -> found.size() == 1
        ? bus.ask(Addresses.node(found.getFirst()), order, NodeReply.Draining.class)
        : Future.failedFuture(Fault.badRequest("one node at a time")))
        .onSuccess(draining -> Answers.json(request, 202, draining))
        .onFailure(failure -> Answers.fault(request, failure));
  }

  private Future<List<String>> targets(String node) {
    List<String> names = names();
    if (node.equals(ALL)) {
      return Future.succeededFuture(names);
    }
    return names.contains(node)
        ? Future.succeededFuture(List.of(node))
        : Future.failedFuture(Fault.notFound("node " + node));
  }

  private List<String> names() {
    return nodes.nodes().stream().map(NodeEntry::id).sorted().toList();
  }
}
