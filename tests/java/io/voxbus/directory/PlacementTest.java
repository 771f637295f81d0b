package io.voxbus.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Fault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void aCallStaysOnItsNodeHoweverMuchItCarries() {
    assertEquals("a", choose(node("a", 99), node("b", 0)));
  }

  @Test
  void aFullNodeGivesToTheLeastLoadedOther() {
    assertEquals("c", choose(node("a", 100), node("b", 7), node("c", 3)));
  }

  @Test
  void aDrainingNodeGivesAwayAndTakesNothing() {
    assertEquals("c",
        choose(new NodeEntry("a", 0, 100, true), new NodeEntry("b", 0, 100, true), node("c", 50)));
  }

  @Test
  void aNodeThatHasNotReportedItselfYetGivesAway() {
    assertEquals("b", choose(node("b", 5)));
  }

  @Test
  void whereNoNodeTakesCallsTheyAreRefused() {
    assertEquals(503, assertThrows(Fault.class, () -> choose(node("a", 100), node("b", 100)))
        .code());
    assertEquals(503, assertThrows(Fault.class, () -> choose()).code());
  }

  @Test
  void aNodeThatIsAloneKnowsItself() {
    LocalNode alone = new LocalNode();
    assertEquals(List.of(), alone.nodes());
    alone.report(node("a", 1));
    alone.report(node("a", 2));
    assertEquals(List.of(node("a", 2)), alone.nodes());
  }

  @Test
  void aNodeThatRefusedIsNotAskedAgain() {
    Placement placement = placement(node("a", 0), node("b", 5), node("c", 7));
    assertEquals("b", placement.choose(Set.of("a")));
    assertEquals("c", placement.choose(Set.of("a", "b")));
  }

  @Test
  void callsThatLeaveAreSpreadOverTheNodesThatTakeThem() {
    Placement placement = placement(node("a", 0), node("b", 5), node("c", 7), node("full", 100),
        new NodeEntry("leaving", 0, 100, true));
    Map<String, Long> heirs = IntStream.range(0, 100).mapToObj(i -> placement.heir("call-" + i))
        .collect(Collectors.groupingBy(heir -> heir, TreeMap::new, Collectors.counting()));
    assertEquals(Set.of("b", "c"), heirs.keySet());
    assertTrue(heirs.values().stream().allMatch(count -> count > 30), heirs.toString());
  }

  @Test
  void whereNoOtherNodeTakesCallsNoneCanLeave() {
    assertEquals(503, assertThrows(Fault.class,
        () -> placement(node("a", 0), node("b", 100)).heir("call")).code());
  }

  private static NodeEntry node(String id, int calls) {
    return new NodeEntry(id, calls, 100, false);
  }

  private static String choose(NodeEntry... nodes) {
    return placement(nodes).choose();
  }

  private static Placement placement(NodeEntry... nodes) {
    return new Placement("a", new NodeDirectory() {
      @Override
      public void report(NodeEntry self) {
        throw new AssertionError("placement only reads");
      }

      @Override
      public List<NodeEntry> nodes() {
        return List.of(nodes);
      }

      @Override
      public void onLost(Consumer<String> lost) {
        throw new AssertionError("placement only reads");
      }
    });
  }
}
