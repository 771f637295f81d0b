package io.voxbus.cluster;

import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.directory.LeaseDirectory;
import java.util.concurrent.TimeUnit;

/** The leases that all nodes share: who holds which. Hazelcast forgets those that nobody held on to. */
public final class SharedLeases implements LeaseDirectory {
  private final Vertx vertx;
  private final IMap<String, String> map;
  private final String nodeId;

  SharedLeases(Vertx vertx, IMap<String, String> map, String nodeId) {
    this.vertx = vertx;
    this.map = map;
    this.nodeId = nodeId;
  }

  @Override
  public Future<Boolean> hold(String what, long millis) {
    return vertx.executeBlocking(() -> {
      String holder = map.putIfAbsent(what, nodeId, millis, TimeUnit.MILLISECONDS);
      boolean still = nodeId.equals(holder) && map.replace(what, nodeId, nodeId);
      if (still) {
        map.set(what, nodeId, millis, TimeUnit.MILLISECONDS);
      }
      return still || holder == null;
    }, false);
  }

  @Override
  public Future<Void> release(String what) {
    return vertx.executeBlocking(() -> {
      map.remove(what, nodeId);
      return null;
    }, false);
  }
}
