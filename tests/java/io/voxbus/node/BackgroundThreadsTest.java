package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which threads are put behind the calls; the system is a folder. */
class BackgroundThreadsTest {
  @TempDir
  private Path threads;
  private final Map<Integer, Integer> set = new TreeMap<>();
  private BackgroundThreads background;

  @Test
  void compilersCollectorAndLoaderAreBehindAndTheOthersAreNot() throws IOException {
    start();
    thread(11, "C2 CompilerThre", 0);
    thread(12, "C1 CompilerThre", 0);
    thread(13, "Shenandoah GC T", 0);
    thread(14, "media-0", 0);
    thread(15, "vert.x-eventloo", 0);
    thread(16, "VM Thread", 0);
    thread(17, "asr-load", 0);
    thread(18, "asr-0", 0);
    background.look();
    assertEquals(Map.of(11, 5, 12, 5, 13, 2, 17, 5), set);
  }

  @Test
  void theyAreBehindTheOthersOfTheirProcessWhateverThatHas() throws IOException {
    start();
    thread(11, "C2 CompilerThre", -15);
    thread(12, "C1 CompilerThre", 17);
    background.look();
    assertEquals(Map.of(11, -10, 12, 19), set);
  }

  @Test
  void oneThatComesLaterIsFoundAndNoneIsSetTwice() throws IOException {
    start();
    thread(11, "C2 CompilerThre", 0);
    background.look();
    set.clear();
    thread(11, "C2 CompilerThre", 5);
    thread(12, "C2 CompilerThre", 0);
    background.look();
    assertEquals(Map.of(12, 5), set);
  }

  @Test
  void oneThatHasEndedMeanwhileIsLeftOut() throws IOException {
    start();
    Files.createDirectory(threads.resolve("11"));
    thread(12, "C2 CompilerThre", 0);
    background.look();
    assertEquals(Map.of(12, 5), set);
  }

  @Test
  void oneThatEndsWhileItIsSetIsLeftOut() throws IOException {
    start();
    Path ending = Files.createDirectories(threads.resolve("11"));
    Files.writeString(ending.resolve("comm"), "C1 CompilerThre\n");
    thread(12, "C2 CompilerThre", 0);
    background.look();
    assertEquals(Map.of(12, 5), set);
  }

  @Test
  void oneThatTheSystemRefusesToSetDoesNotKeepTheOthersBack() throws IOException {
    background = new BackgroundThreads(threads, (thread, value) -> {
      if (thread == 11) {
        throw new IOException("refused");
      }
      set.put(thread, value);
    });
    thread(11, "C1 CompilerThre", 0);
    thread(12, "C2 CompilerThre", 0);
    background.look();
    assertEquals(Map.of(12, 5), set);
  }

  private void start() {
    background = new BackgroundThreads(threads, set::put);
  }

  private void thread(int id, String name, int nice) throws IOException {
    Path folder = Files.createDirectories(threads.resolve(String.valueOf(id)));
    Files.writeString(folder.resolve("comm"), name + "\n");
    Files.writeString(folder.resolve("stat"), id + " (" + name
        + ") S 1 1 1 0 -1 4194368 1 0 0 0 5 6 0 0 20 " + nice + " 31 0 99 0 0\n");
  }
}
