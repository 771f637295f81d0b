package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchCacheTest {
  private static final long MINUTE = 60_000;
  @TempDir
  private Path root;
  private long nowMillis = 1_700_000_000_000L;

  @Test
  void fileIsFoundUntilItIsTooOldWhoeverKeptIt() throws Exception {
    Path kept = keep("http://h/a", "audio");

    nowMillis += 10 * MINUTE - 1;
    assertEquals(kept, cache().find("http://h/a"));
    assertEquals("audio", Files.readString(kept));
    assertNull(cache().find("http://h/b"));
    nowMillis += 1;
    assertNull(cache().find("http://h/a"));
  }

  @Test
  void leastRecentlyUsedFilesGoFirst() throws Exception {
    Path a = keep("a", "12345");
    nowMillis += MINUTE;
    Path b = keep("b", "12345");
    nowMillis += MINUTE;
    cache().find("a");
    nowMillis += 2 * MINUTE;

    keep("c", "1");

    assertEquals(true, Files.exists(a));
    assertEquals(false, Files.exists(b));
  }

  @Test
  void whatWasHandedOutAMomentAgoStays() throws Exception {
    Path a = keep("a", "12345");
    Path b = keep("b", "12345");
    Path c = keep("c", "12345");
    assertTrue(Stream.of(a, b, c).allMatch(Files::exists));

    nowMillis += FetchCache.KEPT_MILLIS + 1;
    keep("d", "1");
    assertEquals(1, Stream.of(a, b, c).filter(Files::exists).count());
  }

  @Test
  void abandonedDownloadsAreRemoved() throws Exception {
    Path part = cache().part();
    Files.writeString(part, "x");
    nowMillis = Files.getLastModifiedTime(part).toMillis() + 59 * MINUTE;
    keep("a", "1");
    assertEquals(true, Files.exists(part), "may still be running");

    nowMillis += 2 * MINUTE;
    keep("b", "1");
    assertEquals(false, Files.exists(part));
  }

  @Test
  void whatGoesWhileTheFolderIsLookedThroughIsNoFailure() throws Exception {
    Files.createSymbolicLink(root.resolve("gone"), root.resolve("nowhere"));
    assertEquals(true, Files.exists(keep("a", "1")));
  }

  private Path keep(String url, String content) throws Exception {
    Path part = cache().part();
    Files.writeString(part, content);
    return cache().keep(url, part);
  }

  private FetchCache cache() {
    return new FetchCache(root, 10, 10 * MINUTE, () -> nowMillis);
  }
}
