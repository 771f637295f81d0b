package io.voxbus.load.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says of each figure that has a limit whether it was kept; what was measured but not limited is left alone. */
public final class Check {
  private record Limit(String what, double most) {}

  private static final List<Limit> LIMITS = List.of(
      new Limit("redeploy: refused", 0),
      new Limit("redeploy: calls that ended", 0),
      new Limit("redeploy: frames lost, down", 0),
      new Limit("redeploy: frames lost, up", 0),
      new Limit("redeploy: frames doubled", 0),
      new Limit("redeploy: frames reordered", 0),
      new Limit("redeploy: frames broken", 0),
      new Limit("redeploy: largest gap, ms", 40),
      new Limit("kill: calls lost, percent", 0.5),
      new Limit("kill: silence p50, ms", 700),
      new Limit("kill: silence p99, ms", 1500),
      new Limit("kill: holes and doubles in events", 0),
      new Limit("kill: calls without one record", 0),
      new Limit("killphones: calls lost, percent", 0.5),
      new Limit("killphones: silence p50, ms", 700),
      new Limit("killphones: silence p99, ms", 1500),
      new Limit("killphones: holes and doubles in events", 0),
      new Limit("killphones: calls without one record", 0),
      new Limit("killwebrtc: calls lost, percent", 0.5),
      new Limit("killwebrtc: silence p99, ms", 2500),
      new Limit("killwebrtc: holes and doubles in events", 0),
      new Limit("killwebrtc: calls without one record", 0),
      new Limit("killstates: calls lost, percent", 0.5),
      new Limit("killstates: holes and doubles in events", 0),
      new Limit("killstates: calls without one record", 0),
      new Limit("killstates: recordings without two parts", 0),
      new Limit("partition: calls with two owners for longer than the lease", 0),
      new Limit("partition: calls lost", 0),
      new Limit("partition: calls without one record", 0),
      new Limit("partition: holes and doubles in events", 0),
      new Limit("partition: calls that stay", 0),
      new Limit("partition: other failures", 0),
      new Limit("roll: new calls failed", 0),
      new Limit("roll: standing calls failed", 0),
      new Limit("roll: standing calls dropped", 0),
      new Limit("roll: new calls dropped", 0),
      new Limit("kept: of it both, percent", 5),
      new Limit("three: CPU a call, times that of one node", 1.1));

  private Check() {}

  /** Takes the file of results, ends with 1 when one is missed and with 2 when there is nothing to judge. */
  public static void main(String[] arguments) throws IOException {
    Map<String, Double> measured = read(Path.of(arguments[0]));
    System.exit(judge(measured));
  }

  private static Map<String, Double> read(Path file) throws IOException {
    Map<String, Double> measured = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split("\t");
      measured.merge(parts[0], Double.valueOf(parts[1]), Math::max);
    }
    return measured;
  }

  static int judge(Map<String, Double> measured) {
    int judged = 0;
    int missed = 0;
    for (Limit limit : LIMITS) {
      Double value = measured.get(limit.what);
      if (value == null) {
        continue;
      }
      boolean kept = value <= limit.most;
      judged++;
      missed += kept ? 0 : 1;
      System.out.printf(Locale.ROOT, "%-6s %s: %.3f, at most %.3f%n", kept ? "pass" : "MISSED",
          limit.what, value, limit.most);
    }
    System.out.printf("%d judged, %d missed%n", judged, missed);
    return judged == 0 ? 2 : missed == 0 ? 0 : 1;
  }
}
