package io.voxbus.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must not grow with the calls that are over.
 *
 * @param kept   objects that are alive, by what they are
 * @param gauges what the metrics say is there now
 * @param meters names of all metrics
 */
record SipLeft(NodeProcess.Memory memory, Map<String, Long> kept, Map<String, Double> gauges,
    Set<String> meters) {
  /** RFC 3261 section 17.2.2: a transaction lasts 32 s after its answer; dialogs of the stack 8 s after their end. */
  private static final long LINGER_MILLIS = 40_000;
  private static final double MOST_HEAP_KB = 0.1;
  /** Threads and files of the JVM itself come and go. */
  private static final int SLACK = 3;
  /** What has happened for the first time is counted from then on; a meter of each call would be thousands. */
  private static final int MOST_METERS = 20;
  private static final String STACK = "gov\\.nist\\.javax\\.sip\\.stack\\.";
  private static final Map<String, String> CLASSES = Map.of("transactions",
      STACK + "SIP(Server|Client)Transaction(Impl)?", "dialogs", STACK + "SIPDialog", "timers",
      "io\\.vertx\\.core\\.impl\\.VertxImpl\\$InternalTimerHandler"
          + "|io\\.voxbus\\.sip\\.stack\\.LoopTimer\\$Due",
      "legs", "io\\.voxbus\\.sip\\.SipLeg", "calls", "io\\.voxbus\\.call\\.CallSession", "media",
      "io\\.voxbus\\.media\\.MediaSession", "deployments",
      "io\\.vertx\\.core\\.impl\\.deployment\\.\\w+", "handlers",
      "io\\.vertx\\.core\\.eventbus\\.impl\\.HandlerHolder");
  private static final List<String> COUNTERS = List.of("_total", "_count", "_sum", "_max",
      "_bucket");

  /** Waits until what is over has gone. */
  static SipLeft settled(NodeProcess node) throws Exception {
    Thread.sleep(LINGER_MILLIS);
    node.memory();
    Map<String, Long> kept = new TreeMap<>();
    for (Map.Entry<String, String> one : CLASSES.entrySet()) {
      kept.put(one.getKey(), node.alive(one.getValue()));
    }
    kept.put("threads", node.threads());
    kept.put("files", node.descriptors());
    try (Stream<String> udp = Files.lines(Path.of("/proc/" + node.pid() + "/net/udp"))) {
      kept.put("ports", udp.filter(SipLeft::isMedia).count());
    }
    Map<String, Double> all = node.meters();
    return new SipLeft(node.memory(), kept, gauges(all), all.keySet());
  }

  /** Of voxbus and Vert.x. */
  private static Map<String, Double> gauges(Map<String, Double> all) {
    return all.entrySet().stream()
        .filter(one -> one.getKey().matches("(voxbus|vertx)_.*") && COUNTERS.stream()
            .noneMatch(end -> one.getKey().replaceAll("\\{.*", "").endsWith(end)))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b,
            TreeMap::new));
  }

  /** {@code sl: address:port ...}, in hexadecimal digits. */
  private static boolean isMedia(String line) {
    String[] words = line.trim().split("[\\s:]+");
    return words.length > 2 && words[2].matches("[0-9A-F]{4}")
        && SipCalls.isMedia(Integer.parseInt(words[2], 16));
  }

  /** @return whether all is where it was before so many calls */
  boolean tellSince(SipLeft before, int calls) {
    double heap = (memory.heapBytes() - before.memory.heapBytes()) / 1e3 / calls;
    boolean back = heap <= MOST_HEAP_KB;
    System.out.printf(Locale.ROOT, "  left of %d calls: heap %.3f kB each (%s); %.1f MB before, "
        + "%.1f MB after%n", calls, heap, SipLoad.verdict(heap, MOST_HEAP_KB),
        before.memory.heapBytes() / 1e6, memory.heapBytes() / 1e6);
    if (!back) {
      System.out.println("  most of it: " + memory.biggest(before.memory, calls));
    }
    for (String what : kept.keySet()) {
      long was = before.kept.getOrDefault(what, 0L);
      boolean same = kept.get(what) <= was + SLACK;
      System.out.printf("  %s: %d before, %d after%s%n", what, was, kept.get(what),
          same ? "" : ": MISSED");
      back &= same;
    }
    for (String what : gauges.keySet()) {
      double was = before.gauges.getOrDefault(what, 0.0);
      boolean same = Double.compare(gauges.get(what), was) <= 0;
      if (Double.compare(gauges.get(what), was) != 0) {
        System.out.printf(Locale.ROOT, "  %s: %s before, %s after%s%n", what, was,
            gauges.get(what), same ? "" : ": MISSED");
      }
      back &= same;
    }
    Set<String> fresh = new TreeSet<>(meters);
    fresh.removeAll(before.meters);
    boolean few = fresh.size() <= MOST_METERS;
    System.out.printf("  %d gauges compared; meters that were not there before: %d%s %s%n",
        gauges.size(), fresh.size(), few ? "" : ": MISSED",
        fresh.stream().limit(MOST_METERS).toList());
    return back && few;
  }
}
