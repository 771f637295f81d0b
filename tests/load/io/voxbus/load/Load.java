package io.voxbus.load;

import io.voxbus.load.cluster.KeptLoad;
import io.voxbus.load.cluster.KillLoad;
import io.voxbus.load.cluster.RedeployLoad;
import io.voxbus.load.cluster.RollLoad;
import io.voxbus.load.cluster.StatesLoad;
import io.voxbus.load.cluster.ThreeLoad;
import io.voxbus.load.speech.BargeInLoad;
import io.voxbus.load.speech.HundredLoad;
import io.voxbus.load.speech.TurnLoad;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The benchmark of the numbers that voxbus promises; {@code tests/load/run.sh} starts it. */
public final class Load {
  private static final int RUNS = 3;
  private static final int STARTS = 5;
  private static final int CALLS_A_SECOND = Integer.getInteger("voxbus.rate", 100);
  private static final int COMMANDS = 10_000;

  private Load() {}

  /** Takes the folder to write to, the seconds of a run, and which parts to measure (none: all). */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    List<String> parts = arguments.length > 2
        ? Arrays.asList(arguments).subList(2, arguments.length)
        : List.of("echo", "vad", "rtp", "relay", "webrtc", "opus", "loss", "memory", "calls",
            "left", "standing", "flood", "huge", "interrupt", "phrase", "turn", "bargein",
            "hundred", "command",
            "start",
            "idle");
    for (String part : parts) {
      System.out.println(part);
      switch (part) {
        case "echo" -> EchoLoad.measure(folder, seconds, RUNS, "");
        case "vad" -> EchoLoad.measure(folder, seconds, RUNS, ",\"vad\":{}");
        case "rtp" -> RtpLoad.measure(folder, seconds, RUNS, "echo");
        case "relay" -> relay(folder, seconds);
        case "webrtc" -> WebRtcLoad.measure(folder, seconds, false);
        case "opus" -> WebRtcLoad.measure(folder, seconds, true);
        case "loss" -> WebRtcLoad.throughLoss(folder);
        case "memory" -> RtcMemory.measure();
        case "calls" -> {
          SipLoad.calls(folder, CALLS_A_SECOND, false);
          SipLoad.calls(folder, CALLS_A_SECOND, true);
        }
        case "left" -> LeftLoad.measure(folder, CALLS_A_SECOND);
        case "standing" -> StandingLoad.measure(folder, seconds, CALLS_A_SECOND);
        case "huge" -> HugeLoad.measure(folder);
        case "flood" -> SipLoad.flood(folder);
        case "interrupt" -> InterruptLoad.measure(folder, seconds);
        case "phrase" -> PhraseLoad.measure(folder, seconds);
        case "turn" -> TurnLoad.measure(folder, seconds);
        case "bargein" -> BargeInLoad.measure(folder, seconds);
        case "hundred" -> HundredLoad.measure(folder, seconds);
        case "command" -> CommandLoad.measure(folder, COMMANDS);
        case "start" -> StartLoad.measure(folder, STARTS);
        case "roll" -> RollLoad.measure(folder);
        case "three" -> ThreeLoad.measure(folder, seconds);
        case "kept" -> KeptLoad.measure(folder, seconds);
        case "kill" -> KillLoad.measure(folder);
        case "killphones" -> KillLoad.measurePhones(folder);
        case "killwebrtc" -> KillLoad.measureWebRtc(folder);
        case "killstates" -> StatesLoad.measure(folder);
        case "redeploy" -> RedeployLoad.measure(folder, seconds);
        case "idle" -> IdleLoad.measure(folder);
        default -> throw new IllegalArgumentException("no part " + part);
      }
    }
    System.exit(0);
  }

  /** Beside rtpengine, where that is installed. */
  private static void relay(Path folder, int seconds) throws Exception {
    RtpLoad.measure(folder, seconds, RUNS, "relay");
    if (RtpEngine.isThere()) {
      System.out.println("  by rtpengine");
      RtpLoad.measure(folder, seconds, RUNS, "rtpengine");
    }
  }
}
