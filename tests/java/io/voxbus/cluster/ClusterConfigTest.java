package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.protocol.api.Seconds;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterConfigTest {
  @Test
  void aLostNodeIsSilentBeforeItCountsAsLost() {
    ClusterConfig config = config(null, null, null);
    assertEquals(List.of(new Seconds(2_000), new Seconds(5_000), new Seconds(8_000), 1),
        List.of(config.lease(), config.lostAfter(), config.takeOverWait(), config.backups()));
  }

  @ParameterizedTest
  @CsvSource({"5000, 5000, 1", "6000, 5000, 1", "399, 5000, 1", "2000, 5000, 0", "2000, 5000, 7"})
  void otherwiseItIsRefused(long lease, long lostAfter, int backups) {
    assertThrows(IllegalArgumentException.class,
        () -> config(new Seconds(lostAfter), new Seconds(lease), backups));
  }

  private static ClusterConfig config(@Nullable Seconds lostAfter, @Nullable Seconds lease,
      @Nullable Integer backups) {
    return new ClusterConfig(true, null, null, 0, 0, null, null, lostAfter, lease, null, backups,
        null, null, null);
  }
}
