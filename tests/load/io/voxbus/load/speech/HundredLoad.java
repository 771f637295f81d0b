package io.voxbus.load.speech;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.voxbus.load.NodeProcess;
import io.voxbus.load.Samples;
import io.voxbus.load.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * 100 calls with voice detector, a recogniser and a voice by WebSocket (a fake of voiceapi beside the generator), and a
 * stereo recording; every caller talks, and is talked to half of the time. A frame is late when it comes 40 ms and more
 * after the one before it in its track, less what the generator itself stood still.
 */
public final class HundredLoad extends SpeechCall {
  private static final int CALLS = 100;
  private static final int SPOKEN_BYTES = 2 * 32_000;
  private static final int UNDERSTOOD_BYTES = 2 * 32_000;
  private static final long STANDS_STILL = 2 * MILLI;

  private final Wall wall;
  private boolean inTrack;
  private long lastFrame;
  private long stoodStill;
  private int texts;

  /** What all calls share. */
  private static final class Wall {
    private final Samples gaps = new Samples();
    private long late;
    private long heard;
    private long stoodStill;
    private long lastTurn;
    /** When frames were late, in tenths of a second since the beginning, and how many. */
    private final Map<Long, Integer> lateAt = new TreeMap<>();
    private long begin;

    void late(long now) {
      late++;
      lateAt.merge((now - begin) / (100 * MILLI), 1, Integer::sum);
    }

    void turn(long now) {
      if (lastTurn != 0 && now - lastTurn > STANDS_STILL) {
        stoodStill += now - lastTurn;
      }
      lastTurn = now;
    }
  }

  private HundredLoad(int number, Said said, Wall wall) {
    super(number, said);
    this.wall = wall;
  }

  public static void measure(Path folder, int seconds) throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer fake = vertx.createHttpServer().webSocketHandler(HundredLoad::serve)
        .listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
    String more = "ai: {cache: {memoryMb: 0, diskMb: 0}, providers: {voiceapi: {endpoint: \"ws://"
        + "127.0.0.1:" + fake.actualPort() + "\"}}}";
    try (NodeProcess node = NodeProcess.start(folder,
        NodeProcess.Setting.onCoreOne(NodeProcess.PORT, more)); Wire wire = new Wire()) {
      Said said = new Said();
      Wall wall = new Wall();
      List<HundredLoad> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        HundredLoad call = new HundredLoad(i, said, wall);
        call.open(node, wire, "\"vad\":{},\"asr\":{\"provider\":\"voiceapi\"},"
            + "\"tts\":{\"provider\":\"voiceapi\"},\"recorder\":{}");
        call.say();
        calls.add(call);
      }
      run(wire, calls, NodeProcess.WARM_UP);
      node.undisturbed();
      wall.gaps.clear();
      wall.late = 0;
      wall.lateAt.clear();
      wall.begin = System.nanoTime();
      wall.heard = 0;
      double cpu = node.cpuSeconds();
      run(wire, calls, 2 * seconds);
      System.out.printf(Locale.ROOT,
          "  late frames %d of %d, gaps %s, p99.9 %.1f ms; texts understood %d; CPU of the core %.0f %%%n",
          wall.late, wall.gaps.size(), wall.gaps, wall.gaps.millis(0.999), wall.heard,
          (node.cpuSeconds() - cpu) / (2 * seconds) * 100);
      System.out.println("  late at tenths of a second " + wall.lateAt);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static void serve(ServerWebSocket socket) {
    int[] state = new int[2];
    if (socket.path().equals("/asr")) {
      socket.binaryMessageHandler(audio -> {
        state[0] += audio.length();
        if (state[0] >= UNDERSTOOD_BYTES) {
          state[0] = 0;
          socket.writeTextMessage(
              "{\"idx\":" + state[1]++ + ",\"text\":\"one two\",\"finished\":true}");
        }
      });
    } else {
      socket.textMessageHandler(text -> {
        byte[] pcm = new byte[SPOKEN_BYTES];
        for (int i = 0; i < pcm.length / 2; i++) {
          short sample = (short) (8000 * Math.sin(2 * Math.PI * 500 * i / 16_000));
          pcm[2 * i] = (byte) sample;
          pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        for (int from = 0; from < pcm.length; from += 2560) {
          socket.writeBinaryMessage(Buffer.buffer(pcm).slice(from, from + 2560));
        }
        socket.writeTextMessage("{\"progress\":1.0}");
      });
    }
  }

  private void say() {
    send("{\"command\":\"tts\",\"text\":\"Text " + texts++ + ".\",\"endOfStream\":true}");
  }

  @Override
  void sent(int frame, long nowNanos) {
    wall.turn(nowNanos);
  }

  @Override
  void event(String json) {
    if (json.contains("\"event\":\"trackStart\"")) {
      inTrack = true;
      lastFrame = 0;
    } else if (json.contains("\"event\":\"trackEnd\"")) {
      inTrack = false;
      say();
    } else if (json.contains("\"event\":\"silence\"")) {
      speakIn(300 + random.nextInt(500));
    } else if (json.contains("\"event\":\"asrFinal\"")) {
      wall.heard++;
    }
  }

  @Override
  public void audio(byte[] bytes, int offset, int length) {
    long now = System.nanoTime();
    wall.turn(now);
    if (inTrack && lastFrame != 0) {
      long gap = now - lastFrame - (wall.stoodStill - stoodStill);
      wall.gaps.add(gap);
      if (gap >= 40 * MILLI) {
        wall.late(now);
      }
    }
    lastFrame = now;
    stoodStill = wall.stoodStill;
  }
}
