package io.voxbus.ai.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.voxbus.audio.AudioFrame;
import io.voxbus.directory.DiskWriters;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TtsCacheTest {
  private static final short[] HELLO = {1, -2, 3, Short.MAX_VALUE, Short.MIN_VALUE};
  @TempDir
  Path folder;
  private final AtomicInteger made = new AtomicInteger();
  private DiskWriters writers = new DiskWriters();

  @Test
  void aPhraseIsMadeOnceAndFoundInMemory() throws Exception {
    TtsCache cache = cache(1, 0);

    assertHeard(false, cache.speak("k", voice(HELLO)));
    assertHeard(true, cache.speak("k", voice(HELLO)));

    assertEquals("1 made, 1 memory, 0 disk, 1 missed, 10 bytes", counts(cache));
  }

  @Test
  void anotherNodeWithTheSameFolderFindsItOnDisk() throws Exception {
    assertHeard(false, cache(0, 1).speak("k", voice(HELLO)));
    untilWritten();

    TtsCache other = cache(1, 1);
    assertHeard(true, other.speak("k", voice(HELLO)));
    assertHeard(true, other.speak("k", voice(HELLO)));

    assertEquals("1 made, 1 memory, 1 disk, 0 missed, 10 bytes", counts(other));
  }

  @Test
  void aDamagedFileIsDroppedAndMadeAgain() throws Exception {
    cache(0, 1).speak("k", voice(HELLO)).audio().blockingSubscribe();
    untilWritten();
    Path file = only();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    assertHeard(false, cache(0, 1).speak("k", voice(HELLO)));
    untilWritten();

    assertHeard(true, cache(0, 1).speak("k", voice(HELLO)));
    assertEquals(2, made.get());
  }

  @Test
  void aCutFileIsDroppedToo() throws Exception {
    cache(0, 1).speak("k", voice(HELLO)).audio().blockingSubscribe();
    untilWritten();
    Path file = only();
    for (int length : new int[]{0, 8, 20, 25}) {
      Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), length));

      assertHeard(false, cache(0, 1).speak("k", voice(HELLO)));
      untilWritten();
    }
  }

  @Test
  void aFolderThatIsReadOnlyIsReadFrom() throws Exception {
    cache(0, 1).speak("k", voice(HELLO)).audio().blockingSubscribe();
    untilWritten();
    Path zip = folder.resolve("all.zip");
    try (FileSystem all = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Files.copy(only(), all.getPath("/k.tts"));
    }

    try (FileSystem readOnly = FileSystems.newFileSystem(zip, Map.of("accessMode", "readOnly"))) {
      DiskTier disk = new DiskTier(readOnly.getPath("/"), 1000, writers);

      assertArrayEquals(HELLO, disk.get("k"));
    }
  }

  @Test
  void aFolderThatCanNotBeWrittenOnlyLosesTheKeeping() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    TtsCache cache = new TtsCache(new CacheConfig(0, 1, file.resolve("in").toString()), writers);

    assertHeard(false, cache.speak("k", voice(HELLO)));
    untilWritten();

    assertHeard(false, cache.speak("k", voice(HELLO)));
  }

  @Test
  void whoWantsWhatIsBeingMadeHearsItFromItsBeginning() {
    TtsCache cache = cache(1, 0);
    PublishProcessor<AudioFrame> vendor = PublishProcessor.create();
    TestSubscriber<AudioFrame> first = cache.speak("k", making(vendor)).audio().test();
    until(vendor::hasSubscribers);
    vendor.onNext(frame(1));
    TestSubscriber<AudioFrame> second = cache.speak("k", making(vendor)).audio().test();
    vendor.onNext(frame(2));
    vendor.onComplete();

    for (TestSubscriber<AudioFrame> listener : List.of(first, second)) {
      listener.awaitDone(5, TimeUnit.SECONDS).assertComplete();
      assertEquals(List.of(1, 2), listener.values().stream().map(f -> (int) f.pcm()[0]).toList());
    }
    assertEquals(1, made.get());
  }

  @Test
  void theMakingEndsWhenTheLastListenerHasGone() {
    TtsCache cache = cache(1, 0);
    PublishProcessor<AudioFrame> vendor = PublishProcessor.create();
    TestSubscriber<AudioFrame> first = cache.speak("k", making(vendor)).audio().test();
    TestSubscriber<AudioFrame> second = cache.speak("k", making(vendor)).audio().test();
    until(vendor::hasSubscribers);

    first.cancel();
    assertTrue(vendor.hasSubscribers());
    second.cancel();

    until(() -> !vendor.hasSubscribers());
    assertEquals("1 made, 0 memory, 0 disk, 1 missed, 0 bytes", counts(cache));
  }

  @Test
  void whatFailsOrYieldsNothingIsNotKept() {
    TtsCache cache = cache(1, 1);
    Flowable<AudioFrame> breaking = Flowable.just(frame(1))
        .concatWith(Flowable.error(new IllegalStateException("broke")));

    cache.speak("k", breaking).audio().test().awaitDone(5, TimeUnit.SECONDS)
        .assertError(IllegalStateException.class);
    cache.speak("e", Flowable.empty()).audio().blockingSubscribe();

    assertEquals("0 made, 0 memory, 0 disk, 2 missed, 0 bytes", counts(cache));
  }

  @Test
  void whatWasNotUsedForTheLongestTimeLeavesMemoryFirst() {
    MemoryTier memory = new MemoryTier(20);
    memory.put("a", HELLO);
    memory.put("b", HELLO);
    memory.get("a");

    memory.put("c", HELLO);
    memory.put("too long", new short[11]);

    assertEquals("true false true false 20", kept(memory, "a") + " " + kept(memory, "b") + " "
        + kept(memory, "c") + " " + kept(memory, "too long") + " " + memory.bytes());
  }

  @Test
  void whatWasNotUsedForTheLongestTimeLeavesTheDiskFirst() throws Exception {
    DiskTier disk = new DiskTier(folder, 100_000, writers);
    short[] long29kB = new short[14_500];
    Path stray = Files.createFile(folder.resolve("left.tts.1.tmp"));
    Files.setLastModifiedTime(stray, FileTime.fromMillis(0));
    for (String key : List.of("a", "b", "c")) {
      disk.put(key, long29kB);
    }
    untilWritten();
    Files.setLastModifiedTime(folder.resolve("a.tts"), FileTime.fromMillis(2_000));
    Files.setLastModifiedTime(folder.resolve("b.tts"), FileTime.fromMillis(1_000));
    disk = new DiskTier(folder, 100_000, writers);
    assertArrayEquals(long29kB, disk.get("b"));

    disk.put("d", long29kB);
    disk.put("too long", new short[60_000]);
    untilWritten();

    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of("b.tts", "c.tts", "d.tts"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertTrue(disk.bytes() <= 100_000, disk.bytes() + " bytes");
  }

  @Test
  void switchedOffItTakesNothing() {
    assertFalse(cache(0, 0).takes("hello"));
    assertFalse(cache(1, 1).takes("a".repeat(4_001)));
    assertTrue(cache(0, 1).takes("hello"));
  }

  private TtsCache cache(int memoryMb, int diskMb) {
    return new TtsCache(new CacheConfig(memoryMb, diskMb, folder.toString()), writers);
  }

  private Flowable<AudioFrame> voice(short[] pcm) {
    return making(Flowable.just(new AudioFrame(pcm, 0)));
  }

  private Flowable<AudioFrame> making(Flowable<AudioFrame> vendor) {
    return Flowable.defer(() -> {
      made.incrementAndGet();
      return vendor;
    });
  }

  private static void assertHeard(boolean cached, TtsCache.Speech speech) {
    assertArrayEquals(HELLO, speech.audio().blockingSingle().pcm());
    assertEquals(cached, speech.cached());
  }

  private String counts(TtsCache cache) {
    return made + " made, " + cache.memoryHits() + " memory, " + cache.diskHits() + " disk, "
        + cache.misses() + " missed, " + cache.memoryBytes() + " bytes";
  }

  private static boolean kept(MemoryTier memory, String key) {
    return memory.get(key) != null;
  }

  private static AudioFrame frame(int sample) {
    return new AudioFrame(new short[]{(short) sample}, 0);
  }

  private Path only() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  /** Nothing waits for the disk any more. */
  private void untilWritten() {
    writers.close();
    writers = new DiskWriters();
  }

  private static void until(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not within 5 s");
      Thread.onSpinWait();
    }
  }
}
