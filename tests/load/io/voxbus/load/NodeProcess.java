package io.voxbus.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A node in a process of its own, and what it takes from the machine. */
public final class NodeProcess implements AutoCloseable {
  /** The first node's; the others follow. */
  public static final int PORT = Integer.getInteger("voxbus.port", 21_080);
  /** How long a node works before what depends on its compiler is measured, in s. */
  public static final int WARM_UP = Integer.getInteger("voxbus.warmUp", 60);
  private static final int BIGGEST = 30;
  private static final double TICKS_A_SECOND = 100;
  private static final Path ROOT = Path.of(System.getProperty("voxbus.root")).toAbsolutePath();
  private static final List<String> JVM = List
      .of(System.getProperty("voxbus.jvm").trim().split("\\s+"));

  /** All of the heap is touched at the start, so that what the process grows by is outside of the heap. */
  private static final List<String> FIXED_HEAP = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");
  private static final String CONF = """
      node: %1$s
      http: {port: %2$d, managementPort: %5$d, maxSockets: 12000, adminKeys: [load]}
      webrtc: {port: 0, addresses: [127.0.0.1], opus: {native: "${VOXBUS_OPUS_NATIVE:auto}"}}
      media: {root: %3$s}
      recorder: {root: %3$s}
      dump: {root: %3$s}
      callrecord: {root: %3$s/cdr}
      fetch: {cacheRoot: %3$s/cache}
      %4$s
      """;

  private final Process process;
  public final int port;
  private final int management;

  /**
   * @param management port of its metrics; -1: none
   * @param launcher   puts the node on its cores
   * @param more       further lines of the configuration
   */
  public record Setting(int port, int management, List<String> launcher, List<String> jvm,
      String more) {
    public Setting(int port, List<String> launcher, List<String> jvm, String more) {
      this(port, -1, launcher, jvm, more);
    }

    /** The same with metrics. */
    Setting managed(int at) {
      return new Setting(port, at, launcher, jvm, more);
    }

    public static Setting onCoreOne(int port, String more) {
      return onCore("1", port, more);
    }

    static Setting onCore(String core, int port, String more) {
      return new Setting(port, List.of("taskset", "-c", core), FIXED_HEAP, more);
    }
  }

  private NodeProcess(Process process, Setting setting) {
    this.process = process;
    this.port = setting.port;
    this.management = setting.management;
  }

  /** Starts it, if nobody has its port; whether it is there is seen by connecting to it. */
  public static NodeProcess start(Path folder, Setting setting) throws IOException {
    try (ServerSocket free = new ServerSocket()) {
      free.setReuseAddress(true);
      free.bind(new InetSocketAddress("127.0.0.1", setting.port));
    }
    String name = "load-" + setting.port;
    Path data = Files.createDirectories(folder.resolve(name));
    Path conf = Files.writeString(folder.resolve(name + ".yaml"),
        CONF.formatted(name, setting.port, data, setting.more, setting.management));
    List<String> command = new ArrayList<>(setting.launcher);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(JVM);
    command.addAll(setting.jvm);
    command.addAll(List.of("-jar", ROOT.resolve("target/voxbus.jar").toString(), "--config",
        conf.toString()));
    Process process = new ProcessBuilder(command).directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
        .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new NodeProcess(process, setting);
  }

  /** Tries until the node takes a socket. */
  public Peer connect(Wire wire, String path, Peer.Listener listener) throws Exception {
    while (true) {
      try {
        return wire.connect(port, path, listener);
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("the node has ended", e);
        }
        Thread.sleep(5);
      }
    }
  }

  /**
   * Puts generator and node before everything else on the machine, where that is allowed: they take half of each core,
   * and what others do would only blur the delays.
   */
  public void undisturbed() throws Exception {
    prefer(ProcessHandle.current().pid());
    prefer(process.pid());
  }

  /** Not as real-time threads: those are stopped for 50 ms by the kernel when the compiler keeps a core busy. */
  private static void prefer(long pid) throws Exception {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      Map<Integer, List<String>> byNice = threads.collect(Collectors.groupingBy(NodeProcess::nice,
          Collectors.mapping(thread -> thread.getFileName().toString(), Collectors.toList())));
      for (Map.Entry<Integer, List<String>> some : byNice.entrySet()) {
        List<String> command = new ArrayList<>(
            List.of("renice", "-n", String.valueOf(some.getKey() - 15), "-p"));
        command.addAll(some.getValue());
        new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
      }
    }
  }

  /** Those that a node puts behind the others stay behind them. */
  private static int nice(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    } catch (IOException gone) {
      return 0;
    }
  }

  /** It has no time for a word; when it is gone is not waited for, as its calls go on meanwhile. */
  public void kill() {
    process.destroyForcibly();
  }

  public long pid() {
    return process.pid();
  }

  /** CPU time of the process so far, in seconds. */
  public double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }

  /** How many threads it has. */
  long threads() throws IOException {
    return count("task");
  }

  /** How many files and sockets it has open. */
  long descriptors() throws IOException {
    return count("fd");
  }

  private long count(String what) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + process.pid() + "/" + what))) {
      return all.count();
    }
  }

  /**
   * @param heapBytes what is alive after a full collection
   * @param classes   the same by class
   */
  record Memory(long heapBytes, long rssBytes, Map<String, Long> classes) {
    /** What has most of what has come on top, in bytes for each of so many. */
    String biggest(Memory before, int count) {
      return classes.entrySet().stream()
          .map(one -> Map.entry(one.getKey(),
              (one.getValue() - before.classes.getOrDefault(one.getKey(), 0L)) / count))
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed()).limit(BIGGEST)
          .map(one -> one.getKey() + " " + one.getValue())
          .collect(Collectors.joining(", "));
    }

    /** What has come on top, in kB for each of so many. */
    String since(Memory before, int count) {
      double heap = (heapBytes - before.heapBytes) / 1e3 / count;
      double rss = (rssBytes - before.rssBytes) / 1e3 / count;
      return String.format(java.util.Locale.ROOT, "%.1f kB each (heap %.1f, outside %.1f)",
          heap + rss, heap, rss);
    }
  }

  Memory memory() throws IOException {
    return memory(process.pid());
  }

  /** Collects, then measures. */
  static Memory memory(long pid) throws IOException {
    String histogram = histogram(pid);
    Map<String, Long> classes = new HashMap<>();
    histogram.lines().map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length >= 4 && words[0].endsWith(":"))
        .forEach(words -> classes.merge(words[3], Long.parseLong(words[2]), Long::sum));
    String total = histogram.lines().filter(line -> line.startsWith("Total")).findFirst()
        .orElseThrow();
    String rss = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS")).findFirst().orElseThrow();
    return new Memory(Long.parseLong(total.trim().split("\\s+")[2]),
        Long.parseLong(rss.replaceAll("\\D", "")) * 1024, classes);
  }

  /** How many objects of the classes that match are alive. */
  long alive(String classes) throws IOException {
    return histogram(process.pid()).lines().map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length >= 4 && words[3].matches(classes))
        .mapToLong(words -> Long.parseLong(words[1])).sum();
  }

  /** Waits until it says that it is ready; it has metrics. */
  void awaitReady() throws Exception {
    URI ready = URI.create("http://127.0.0.1:" + management + "/ready");
    while (process.isAlive()) {
      try {
        HttpURLConnection asked = (HttpURLConnection) ready.toURL().openConnection();
        if (asked.getResponseCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // not yet
      }
      Thread.sleep(100);
    }
    throw new IOException("the node has ended");
  }

  /** What its metrics say, by name with labels. */
  Map<String, Double> meters() throws IOException {
    Map<String, Double> meters = new TreeMap<>();
    try (InputStream in = URI.create("http://127.0.0.1:" + management + "/metrics").toURL()
        .openStream()) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(line -> !line.startsWith("#")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            meters.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
          });
    }
    return meters;
  }

  private static String histogram(long pid) throws IOException {
    Path jcmd = Path.of(ProcessHandle.current().info().command().orElseThrow())
        .resolveSibling("jcmd");
    Process histogram = new ProcessBuilder(jcmd.toString(), String.valueOf(pid),
        "GC.class_histogram").start();
    try (InputStream lines = histogram.getInputStream()) {
      return new String(lines.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
