package io.voxbus.directory.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuccessionTest {
  private static final List<String> NODES = List.of("node-1", "node-2", "node-3");

  @Test
  void everybodyFindsTheSameWhateverTheOrder() {
    for (int i = 0; i < 100; i++) {
      assertEquals(Succession.of("call-" + i, NODES),
          Succession.of("call-" + i, List.of("node-3", "node-1", "node-2", "node-1")));
    }
  }

  @Test
  void eachGetsItsShare() {
    Map<String, Long> shares = IntStream.range(0, 3_000)
        .mapToObj(i -> Succession.of("call-" + i, NODES).getFirst())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    shares.values()
        .forEach(share -> assertTrue(share > 900 && share < 1_100, shares::toString));
  }

  @Test
  void whoIsNotThereChangesNobodyElsesTurn() {
    for (int i = 0; i < 100; i++) {
      List<String> all = Succession.of("call-" + i, NODES);
      assertEquals(all.subList(1, 3), Succession.of("call-" + i, all.subList(1, 3)));
    }
  }
}
