package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.type.TypeReference;
import io.voxbus.bus.Seal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SealedJsonTest {
  private record Entry(String name, int number) {}

  private final SealedJson<Entry> entries = new SealedJson<>("calls", Seal.NONE,
      new TypeReference<>() {});

  @Test
  void anEntryThatCanNotBeReadIsCountedAndTheOthersAreRead() {
    long before = SealedJson.unread();
    Map<String, String> map = Map.of("a", "{\"name\":\"a\",\"number\":1}", "b", "<html>", "c",
        "{\"name\":\"c\",\"number\":\"many\"}", "d", "{\"name\":\"d\",\"number\":4}");

    List<Entry> read = Stream.of("a", "b", "c", "d")
        .flatMap(key -> entries.read(key, map.get(key)).stream()).toList();

    assertEquals(List.of(new Entry("a", 1), new Entry("d", 4)), read);
    assertEquals(2, SealedJson.unread() - before);
  }

  @Test
  void whatIsNotThereIsNotCounted() {
    long before = SealedJson.unread();

    assertEquals(Optional.empty(), entries.read("a", null));
    assertEquals(0, SealedJson.unread() - before);
  }
}
