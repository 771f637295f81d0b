package io.voxbus.cluster;

import com.fasterxml.jackson.core.type.TypeReference;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Seal;
import io.voxbus.directory.IdentityDirectory;

/** The identity of the first node of a cluster is everybody's for as long as one of them is up. */
public final class SharedIdentity implements IdentityDirectory {
  private static final String WEBRTC = "webrtc";

  private final Vertx vertx;
  private final IMap<String, String> map;
  private final SealedJson<String> entries;

  SharedIdentity(Vertx vertx, IMap<String, String> map, Seal seal) {
    this.vertx = vertx;
    this.map = map;
    this.entries = new SealedJson<>(map.getName(), seal, new TypeReference<>() {});
  }

  @Override
  public Future<String> agree(String own) {
    return vertx.executeBlocking(() -> {
      String first = map.putIfAbsent(WEBRTC, entries.write(WEBRTC, own));
      return first == null ? own : entries.read(WEBRTC, first).orElse(own);
    }, false);
  }
}
