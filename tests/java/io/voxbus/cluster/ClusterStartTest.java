package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterStartTest {
  @Test
  void whatWasAskedByABrokenConnectionFailsAfterAsLongAsANodeIsMissed() {
    ClusterConfig config = new ClusterConfig(true, null, null, 0, 0, null, null,
        new Seconds(7_000), null, null, null, null, null, null);
    Properties hazelcast = new ClusterStart(config, "n1").hazelcast().getProperties();
    assertEquals(List.of("7", "7000"),
        Stream.of("max.no.heartbeat.seconds", "operation.call.timeout.millis")
            .map(name -> hazelcast.getProperty("hazelcast." + name)).toList());
  }
}
