package io.voxbus.load.speech;

import io.voxbus.load.NodeProcess;
import io.voxbus.load.Samples;
import io.voxbus.load.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * 50 calls whose callers ask and are answered: speech, its end, {@code eou}, a {@code tts} of the client at once, the first
 * frame of the answer. Recogniser and voice take no time, so what is left beyond {@code eou.timeout} is the platform's.
 */
public final class TurnLoad extends SpeechCall {
  private static final int CALLS = 50;
  private static final int EOU_MILLIS = 600;

  private final Samples sinceSpeech;
  private final Samples sinceVad;
  private final Samples sinceEou;
  private long spokenAt;
  private long silentMillis;
  private long eouAt;
  private boolean waiting;
  private int answers;

  private TurnLoad(int number, Said said, Samples sinceSpeech, Samples sinceVad, Samples sinceEou) {
    super(number, said);
    this.sinceSpeech = sinceSpeech;
    this.sinceVad = sinceVad;
    this.sinceEou = sinceEou;
  }

  public static void measure(Path folder, int seconds) throws Exception {
    String more = "ai: {plugins: " + InstantModels.make(folder) + "}";
    try (NodeProcess node = NodeProcess.start(folder,
        NodeProcess.Setting.onCoreOne(NodeProcess.PORT, more)); Wire wire = new Wire()) {
      Said said = new Said();
      Samples sinceSpeech = new Samples();
      Samples sinceVad = new Samples();
      Samples sinceEou = new Samples();
      List<TurnLoad> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        TurnLoad call = new TurnLoad(i, said, sinceSpeech, sinceVad, sinceEou);
        call.open(node, wire, "\"vad\":{},\"eou\":{\"timeout\":" + EOU_MILLIS
            + "},\"asr\":{\"provider\":\"instant\"},\"tts\":{\"provider\":\"instant\"}");
        calls.add(call);
      }
      run(wire, calls, NodeProcess.WARM_UP);
      node.undisturbed();
      sinceSpeech.clear();
      sinceVad.clear();
      sinceEou.clear();
      run(wire, calls, 2 * seconds);
      System.out.printf("  beyond %d ms since the last frame with the voice: %s%n", EOU_MILLIS,
          sinceSpeech);
      System.out.printf("  beyond %d ms since the end that the detector tells: %s%n", EOU_MILLIS,
          sinceVad);
      System.out.printf("  since the client was told eou: %s%n", sinceEou);
    }
  }

  @Override
  void sent(int frame, long nowNanos) {
    if (frame == Said.LAST) {
      spokenAt = nowNanos;
    }
  }

  @Override
  void event(String json) {
    if (json.contains("\"event\":\"silence\"")) {
      silentMillis = Said.number(json, "silenceStart");
    } else if (json.contains("\"event\":\"eou\"")) {
      eouAt = System.nanoTime();
      waiting = true;
      send("{\"command\":\"tts\",\"text\":\"Answer " + answers++ + ".\",\"endOfStream\":true}");
    } else if (json.contains("\"event\":\"trackEnd\"")) {
      speakIn(200 + random.nextInt(300));
    }
  }

  @Override
  public void audio(byte[] bytes, int offset, int length) {
    if (waiting) {
      waiting = false;
      long now = System.nanoTime();
      sinceSpeech.add(now - spokenAt - EOU_MILLIS * MILLI);
      sinceVad.add((System.currentTimeMillis() - silentMillis - EOU_MILLIS) * MILLI);
      sinceEou.add(now - eouAt);
    }
  }
}
