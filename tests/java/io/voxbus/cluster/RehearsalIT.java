package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryRemovedListener;
import io.voxbus.testing.FilesUnder;
import io.voxbus.testing.TestCluster;
import io.voxbus.testing.TestNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RehearsalIT {
  private static final int CALLS = 10;

  @TempDir
  Path data;
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = TestCluster.start(data, 2, "", "", ", rehearsed: " + CALLS);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void callsOfANodeThatNeverWasAreTakenOverAndNothingIsLeftOrToldOfThem() throws Exception {
    TestNode node = cluster.node(1);
    assertEquals(CALLS, node.rehearsed());
    assertEquals(CALLS, cluster.node(2).rehearsed());
    assertEquals("{\"calls\":[],\"total\":0}", node.get("/call/lists").body());
    assertEquals(0, node.get("/cluster").json().at("/nodes/0/calls").asInt());
    assertEquals(List.of(), FilesUnder.folder(data, ".json"));
    untilNothingIsKept();
  }

  /** What was kept of a call that was taken over is tidied up seconds later; the timeout of the class ends it. */
  private static void untilNothingIsKept() throws InterruptedException {
    HazelcastInstance member = Hazelcast.getAllHazelcastInstances().iterator().next();
    for (String name : List.of(ClusterStart.REHEARSED_CALLS, ClusterStart.REHEARSED_STATES)) {
      IMap<String, Object> map = member.getMap(name);
      Semaphore removed = new Semaphore(0);
      map.addEntryListener((EntryRemovedListener<String, Object>) gone -> removed.release(), false);
      while (!map.isEmpty()) {
        removed.acquire();
      }
    }
  }
}
