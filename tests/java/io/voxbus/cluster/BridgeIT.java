package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.testing.Bridged;
import io.voxbus.testing.TestCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two calls on two nodes that hear each other. */
class BridgeIT {
  @TempDir
  static Path data;
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(data, 2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void audioGoesBothWaysUntilOneCallEndsAndTheOtherGoesOn() {
    try (Bridged calls = Bridged.place(cluster.node(1), cluster.node(2), "far-")) {
      calls.a().send("{\"command\":\"bridge\",\"targetSessionId\":\"far-b\"}").await("trackStart");
      calls.b().await("trackStart");
      calls.talk();
      calls.a().send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals("bridge-far-a-far-b", calls.b().await("trackEnd").path("trackId").asText());
      calls.b().send("{\"command\":\"history\",\"speaker\":\"s\",\"text\":\"t\"}")
          .await("addHistory");
    }
  }
}
