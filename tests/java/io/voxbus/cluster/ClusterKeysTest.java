package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Seal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterKeysTest {
  private static final byte[] PLAIN = "a=crypto:1 inline:secret".getBytes(StandardCharsets.UTF_8);
  private static final String OLD = key("old", 1);
  private static final String NEW = key("new", 2);

  @Test
  void whatOneNodeSealsAnotherOpens() {
    byte[] sealed = keys(OLD).seal("calls/a", PLAIN);
    assertArrayEquals(PLAIN, keys(OLD).open("calls/a", sealed));
    assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("secret"));
  }

  @Test
  void nothingIsSealedTheSameWayTwice() {
    ClusterKeys keys = keys(OLD);
    assertFalse(java.util.Arrays.equals(keys.seal("x", PLAIN), keys.seal("x", PLAIN)));
    assertFalse(java.util.Arrays.equals(keys(OLD).seal("x", PLAIN), keys(OLD).seal("x", PLAIN)));
  }

  @Test
  void keysAreChangedWithoutAStop() {
    ClusterKeys before = keys(OLD);
    ClusterKeys first = keys(OLD, NEW);
    ClusterKeys second = keys(NEW, OLD);
    assertArrayEquals(PLAIN, first.open("x", before.seal("x", PLAIN)));
    assertArrayEquals(PLAIN, before.open("x", first.seal("x", PLAIN)));
    assertArrayEquals(PLAIN, first.open("x", second.seal("x", PLAIN)));
    assertArrayEquals(PLAIN, keys(NEW).open("x", second.seal("x", PLAIN)));
  }

  @Test
  void whatNobodyOfUsHasSealedIsRefusedAndCounted() {
    ClusterKeys keys = keys(OLD);
    byte[] sealed = keys.seal("calls/a", PLAIN);
    refused(keys, "calls/b", sealed);
    refused(keys, "calls/a", PLAIN);
    refused(keys, "calls/a", new byte[0]);
    refused(keys, "calls/a", new byte[]{1, 127});
    refused(keys, "calls/a", keys(NEW).seal("calls/a", PLAIN));
    refused(keys, "calls/a", keys(key("old", 3)).seal("calls/a", PLAIN));
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      refused(keys, "calls/a", changed);
    }
    assertEquals(6 + sealed.length, keys.refused());
  }

  @Test
  void withoutKeysNothingIsDone() {
    assertEquals(Seal.NONE, ClusterKeys.of(List.of()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"c2VjcmV0|is written as name:base64",
      "k:c2VjcmV0|key k has 6 bytes; 32 are wanted", "k:?|key k is not base64",
      ":c2VjcmV0|its name has 1 to 32 characters"})
  void aKeyThatIsNoneIsNamedButNotTold(String written, String reason) {
    String message = assertThrows(IllegalArgumentException.class, () -> keys(written))
        .getMessage();
    assertTrue(message.startsWith("cluster.keys: ") && message.contains(reason), message);
    assertFalse(message.contains("c2VjcmV0"), message);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "10.1.2.3, true", "172.20.0.1, true", "192.168.1.1, true",
      "169.254.1.1, true", "fd00::1, true", "::1, true", "172.32.0.1, false", "8.8.8.8, false",
      "2001:db8::1, false", "0.0.0.0, false"})
  void withoutKeysOnlyAPrivateAddressWillDo(String host, boolean allowed) {
    BindAddress.check(host, true);
    if (allowed) {
      BindAddress.check(host, false);
    } else {
      assertTrue(assertThrows(IllegalArgumentException.class, () -> BindAddress.check(host, false))
          .getMessage().contains("is not on a private network"));
    }
  }

  private static void refused(ClusterKeys keys, String purpose, byte[] sealed) {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> keys.open(purpose, sealed))
        .getMessage().startsWith("not made with the cluster key"));
  }

  private static ClusterKeys keys(String... written) {
    return new ClusterKeys(List.of(written), new SecureRandom());
  }

  private static String key(String name, int fill) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) fill);
    return name + ":" + Base64.getEncoder().encodeToString(bytes);
  }
}
