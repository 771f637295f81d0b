package io.voxbus.load.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Where the Java threads of nodes spend their CPU time between two instants: flight recordings, a sample each 10 ms. */
final class CpuSamples {
  static final double PERIOD_SECONDS = 0.01;
  private static final String SAMPLE = "jdk.CPUTimeSample";
  private static final String LOST = "jdk.CPUTimeSamplesLost";
  private static final Set<String> WRITING = Set.of("io.voxbus.call.Replica",
      "io.voxbus.call.state.StateText");

  private Instant from = Instant.MAX;
  private Instant until = Instant.MAX;
  private long all;
  private long states;
  private long hazelcast;
  private long lost;

  /** The options of a node that records; the recordings are there when it has ended. */
  static List<String> options(Path folder) {
    return List.of("-XX:StartFlightRecording:settings=default,filename=" + folder + "/%p.jfr,"
        + SAMPLE + "#enabled=true," + SAMPLE + "#throttle=10ms," + LOST + "#enabled=true");
  }

  void begin() {
    from = Instant.now();
  }

  void end() {
    until = Instant.now();
  }

  /** @param wanted each counts what was recorded in its time */
  static void read(Path folder, List<CpuSamples> wanted) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".jfr")).toList()) {
        try (RecordingFile recording = new RecordingFile(file)) {
          while (recording.hasMoreEvents()) {
            RecordedEvent event = recording.readEvent();
            wanted.forEach(samples -> samples.count(event));
          }
        }
      }
    }
  }

  private void count(RecordedEvent event) {
    Instant at = event.getStartTime();
    if (at.isBefore(from) || !at.isBefore(until)) {
      return;
    }
    switch (event.getEventType().getName()) {
      case LOST -> lost += event.getLong("lostSamples");
      case SAMPLE -> {
        all++;
        RecordedThread thread = event.getThread("eventThread");
        if (thread != null && String.valueOf(thread.getJavaName()).startsWith("hz.")) {
          hazelcast++;
        } else if (writes(event.getStackTrace())) {
          states++;
        }
      }
      default -> {
      }
    }
  }

  private static boolean writes(RecordedStackTrace stack) {
    if (stack == null) {
      return false;
    }
    for (RecordedFrame frame : stack.getFrames()) {
      if (frame.isJavaFrame() && WRITING.contains(frame.getMethod().getType().getName())) {
        return true;
      }
    }
    return false;
  }

  double rate(long count) {
    return count / (Duration.between(from, until).toMillis() / 1e3);
  }

  long all() {
    return all;
  }

  /** Of the nodes' own threads, while they write what a call would be restored from. */
  long states() {
    return states;
  }

  /** Of Hazelcast's threads, whatever they do. */
  long hazelcast() {
    return hazelcast;
  }

  long lost() {
    return lost;
  }
}
