package io.voxbus.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
  @ParameterizedTest
  @CsvSource(textBlock = """
      s1,           s1
      a.b,          a.b
      a.b.c-d_e,    a.b.c-d_e
      a@b;c=d+e,    a%40b%3Bc%3Dd%2Be
      .,            %2E
      ..,           %2E.
      .hidden,      %2Ehidden
      ../../etc,    %2E.%2F..%2Fetc
      a%40b,        a%2540b
      ü,            %C3%BC
      '',           %
      """)
  void idBecomesAName(String id, String name) {
    assertEquals(name, FileNames.encode(id));
  }

  @Test
  void longestIdFitsAFileNameWithDateAndEndingAroundIt() {
    String one = FileNames.encode("@".repeat(127) + "1");
    String other = FileNames.encode("@".repeat(127) + "2");

    assertNotEquals(one, other);
    assertEquals(150 + 1 + 32, one.length());
    assertTrue(("20261122-165000_" + one + ".events.jsonl")
        .getBytes(StandardCharsets.UTF_8).length < 255);
  }

  @Test
  void sha256IsThatOfFips180() {
    assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        FileNames.sha256("abc"));
  }
}
