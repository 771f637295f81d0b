package io.voxbus.load.speech;

import io.voxbus.load.NodeProcess;
import io.voxbus.load.Samples;
import io.voxbus.load.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** 50 calls that hear a tone until their callers speak into it. */
public final class BargeInLoad extends SpeechCall {
  private static final int CALLS = 50;
  private static final int PADDING = Integer.getInteger("voxbus.speechPadding", 20);

  private final Samples toDecision;
  private final Samples toSilence;
  private int early;
  private long onset;
  private long onsetMillis;
  private long lastLoudMillis;
  private long decidedMillis;
  private boolean decided;
  private boolean noise;

  private BargeInLoad(int number, Said said, Samples toDecision, Samples toSilence) {
    super(number, said);
    this.toDecision = toDecision;
    this.toSilence = toSilence;
  }

  public static void measure(Path folder, int seconds) throws Exception {
    try (NodeProcess node = NodeProcess.start(folder,
        NodeProcess.Setting.onCoreOne(NodeProcess.PORT, "")); Wire wire = new Wire()) {
      Said said = new Said();
      Samples toDecision = new Samples();
      Samples toSilence = new Samples();
      List<BargeInLoad> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        BargeInLoad call = new BargeInLoad(i, said, toDecision, toSilence);
        call.open(node, wire, "\"vad\":{\"speechPadding\":" + PADDING
            + "},\"bargeIn\":{\"resume\":false,\"fadeOutMs\":0}");
        call.send("{\"command\":\"play\",\"url\":\"tone:1000\"}");
        calls.add(call);
      }
      run(wire, calls, NodeProcess.WARM_UP);
      node.undisturbed();
      toDecision.clear();
      toSilence.clear();
      calls.forEach(call -> call.early = 0);
      run(wire, calls, 2 * seconds);
      System.out.printf("  vad.speechPadding %d, decisions before the voice: %d%n", PADDING,
          calls.stream().mapToInt(call -> call.early).sum());
      System.out.printf("  first sample of the voice to the detector's decision: %s%n", toDecision);
      System.out.printf("  decision to last audible frame: %s%n", toSilence);
    }
  }

  @Override
  void sent(int frame, long nowNanos) {
    noise = frame < Said.FIRST || frame > Said.LAST + 20;
    if (frame == Said.FIRST) {
      // The frame holds the 20 ms before it was sent.
      onsetMillis = System.currentTimeMillis() - 20;
      onset = nowNanos;
      decided = false;
    }
  }

  @Override
  void event(String json) {
    if (json.contains("\"event\":\"speaking\"") && noise) {
      early++;
    } else if (json.contains("\"event\":\"speaking\"") && onset != 0 && !decided) {
      decided = true;
      decidedMillis = Said.number(json, "timestamp");
      toDecision.add((decidedMillis - onsetMillis) * MILLI);
    } else if (json.contains("\"event\":\"silence\"") && onset != 0) {
      if (decided) {
        toSilence.add(Math.max(0, lastLoudMillis - decidedMillis) * MILLI);
      }
      onset = 0;
      decided = false;
      send("{\"command\":\"play\",\"url\":\"tone:1000\"}");
      speakIn(500 + random.nextInt(500));
    }
  }

  @Override
  public void audio(byte[] bytes, int offset, int length) {
    if (isLoud(bytes, offset, length)) {
      lastLoudMillis = System.currentTimeMillis();
    }
  }
}
