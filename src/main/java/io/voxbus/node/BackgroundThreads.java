package io.voxbus.node;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Puts the JVM's compilers and its collector, and what loads models, behind the calls. They work for hundreds of milliseconds now and then, and on
 * a core that is nearly full, the system gave them so much of it that frames were late by up to 100 ms. With a higher nice
 * value they take what the calls leave, and a fair part where nothing is left. The collector less so: on a machine that other
 * processes fill it came too late, and the whole node stood still. Linux only; elsewhere nothing changes.
 */
public final class BackgroundThreads {
  private static final int MOST = 19;
  private static final long AGAIN_MILLIS = 2_000;
  private static final int THREAD = 0;
  /** By how much; as the system has their names, 15 characters at most. Five are a third of the weight of a thread. */
  private static final Map<String, Integer> BEHIND = Map.of("C1 CompilerThre", 5,
      "C2 CompilerThre", 5, "asr-load", 5, "warm-up", 5, "component-load", 5, "Shenandoah GC T", 2,
      "G1 Conc", 2, "G1 Refine", 2, "ZWorker", 2);
  private static final int NICE_FIELD = 16;

  private final Path threads;
  private final Scheduler scheduler;
  private final Set<String> done = new HashSet<>();

  /** What the system is asked for. */
  interface Scheduler {
    void nice(int thread, int value) throws IOException;
  }

  BackgroundThreads(Path threads, Scheduler scheduler) {
    this.threads = threads;
    this.scheduler = scheduler;
  }

  /** From now on, also those that the JVM starts later. */
  public static void yieldToCalls() {
    Path own = Path.of("/proc/self/task");
    if (Files.isDirectory(own)) {
      BackgroundThreads background = new BackgroundThreads(own, new Linux());
      Thread.ofPlatform().name("background").daemon().start(background::run);
    }
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(AGAIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // this system keeps its threads in another way: they stay as they are
    }
  }

  /** Once for each thread: whoever sets it later knows better. */
  void look() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) {
        String id = thread.getFileName().toString();
        int behind = done.contains(id) ? 0 : behind(thread);
        if (behind > 0) {
          done.add(id);
          putBehind(thread, behind);
        }
      }
    }
  }

  /** One that has ended meanwhile, or that the system does not let us set, stays as it is; the others count. */
  private void putBehind(Path thread, int behind) {
    try {
      scheduler.nice(Integer.parseInt(thread.getFileName().toString()),
          Math.min(MOST, nice(thread) + behind));
    } catch (IOException e) {
      // the compiler ends threads that it does not need, between two of our looks or within one
    }
  }

  /** 0: it is none of them, or has ended while it was looked at. */
  private static int behind(Path thread) {
    try {
      String name = Files.readString(thread.resolve("comm")).strip();
      return BEHIND.entrySet().stream().filter(known -> name.startsWith(known.getKey()))
          .mapToInt(Map.Entry::getValue).findFirst().orElse(0);
    } catch (IOException gone) {
      return 0;
    }
  }

  private static int nice(Path thread) throws IOException {
    String stat = Files.readString(thread.resolve("stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE_FIELD]);
  }

  /** By the C library. */
  private static final class Linux implements Scheduler {
    private final MethodHandle set;

    @SuppressWarnings("restricted") // of what is called this is the whole
    Linux() {
      Linker linker = Linker.nativeLinker();
      set = linker.downcallHandle(linker.defaultLookup().find("setpriority").orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT));
    }

    @Override
    public void nice(int thread, int value) throws IOException {
      int result;
      try {
        result = (int) set.invokeExact(THREAD, thread, value);
      } catch (Throwable e) {
        throw new IOException("setpriority", e);
      }
      if (result != 0) {
        throw new IOException("setpriority is refused");
      }
    }
  }
}
