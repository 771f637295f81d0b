package io.voxbus.testing.voiceapi;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.vendor.Golden;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A voiceapi server on loopback that does as it is told. */
public final class FakeVoiceApi {
  /** Samples of the tone that stands for a text, in pieces of {@link #CHUNK} bytes. */
  public static final int SAMPLES = 8000;
  private static final int CHUNK = 2560;
  private static final double AMPLITUDE = 8000;
  private static final int RATE = 16_000;

  /** What happens when the next bytes of audio or the next text come, or at once. */
  public sealed interface Step {
    /** Says this text about the utterance, once so many bytes of audio have come. */
    record Say(int afterBytes, String text, boolean finished, int idx) implements Step {}

    /** Sends this message as it is. */
    record Raw(int afterBytes, String message) implements Step {}

    /** Closes with this status. */
    record Close(int afterBytes, int status) implements Step {}
  }

  /** What the speaking half does with a text. */
  public enum Voice {
    SPEAKS, CLOSES_IN_THE_MIDDLE, GARBAGE, SILENT
  }

  private final Vertx vertx;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private volatile List<Step> script = List.of();
  private volatile Voice voice = Voice.SPEAKS;
  private volatile Buffer audio = Buffer.buffer();
  private volatile int refusal;
  private volatile boolean answersHandshake = true;
  private volatile int sockets;
  private final Golden golden = new Golden();
  private HttpServer server;

  public FakeVoiceApi(Vertx vertx) {
    this.vertx = vertx;
  }

  public Future<FakeVoiceApi> start() {
    server = vertx.createHttpServer();
    return server.webSocketHandshakeHandler(this::handshake).webSocketHandler(this::accept)
        .listen(0, "127.0.0.1").map(listening -> this);
  }

  public int port() {
    return server.actualPort();
  }

  /** Its address, the way people write it. */
  public String endpoint() {
    return "http://127.0.0.1:" + port();
  }

  public FakeVoiceApi script(Step... steps) {
    script = List.of(steps);
    return this;
  }

  public FakeVoiceApi voice(Voice does) {
    voice = does;
    return this;
  }

  /** Refuses sockets with this status. */
  public FakeVoiceApi refuse(int status) {
    refusal = status;
    return this;
  }

  /** Takes the connection and never says a word. */
  public FakeVoiceApi neverAnswer() {
    answersHandshake = false;
    return this;
  }

  /** Paths and queries of the sockets so far. */
  public List<String> requests() {
    return requests;
  }

  /** All it was sent is as in that file. */
  public void assertGolden(String name) {
    golden.assertSame(name);
  }

  /** Texts it was asked to speak. */
  public List<String> texts() {
    return texts;
  }

  /** Samples of all that its recogniser was sent. */
  public short[] heard() {
    Buffer all = audio;
    short[] samples = new short[all.length() / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = all.getShortLE(2 * i);
    }
    return samples;
  }

  /** Sockets open just now. */
  public int sockets() {
    return sockets;
  }

  /** Hz of the tone that stands for a text: 300 to 1,000. */
  public static int toneOf(String text) {
    return 300 + Math.floorMod(text.hashCode(), 701);
  }

  private void handshake(ServerWebSocketHandshake asked) {
    if (refusal > 0) {
      asked.reject(refusal);
    } else if (answersHandshake) {
      asked.accept();
    }
  }

  private void accept(ServerWebSocket socket) {
    requests.add(socket.uri());
    Golden.Visit visit = golden.came("GET", socket.uri(), socket.headers());
    sockets++;
    socket.closeHandler(closed -> sockets--);
    if (socket.path().endsWith("/tts")) {
      socket.textMessageHandler(text -> {
        visit.text(text);
        speak(socket, text);
      });
    } else {
      listen(socket, visit);
    }
  }

  private void listen(ServerWebSocket socket, Golden.Visit visit) {
    int[] heard = {0};
    int[] done = {0};
    List<Step> steps = script;
    socket.binaryMessageHandler(audio -> {
      visit.binary(Golden.bytes(audio.length()));
      this.audio = this.audio.copy().appendBuffer(audio);
      heard[0] += audio.length();
      while (done[0] < steps.size() && heard[0] >= afterBytes(steps.get(done[0]))) {
        carryOut(steps.get(done[0]++), socket);
      }
    });
  }

  private static int afterBytes(Step step) {
    return switch (step) {
      case Step.Say say -> say.afterBytes();
      case Step.Raw raw -> raw.afterBytes();
      case Step.Close close -> close.afterBytes();
    };
  }

  private static void carryOut(Step step, ServerWebSocket socket) {
    switch (step) {
      case Step.Say(int after, String text, boolean finished, int idx) -> socket.writeTextMessage(
          new JsonObject().put("text", text).put("finished", finished).put("idx", idx).encode());
      case Step.Raw(int after, String message) -> socket.writeTextMessage(message);
      case Step.Close(int after, int status) -> socket.close((short) status);
    }
  }

  private void speak(ServerWebSocket socket, String text) {
    texts.add(text);
    Buffer tone = tone(toneOf(text));
    switch (voice) {
      case SPEAKS -> {
        for (int at = 0; at < tone.length(); at += CHUNK) {
          socket.writeBinaryMessage(tone.slice(at, Math.min(at + CHUNK, tone.length())));
          socket.writeTextMessage(progress(0.5));
        }
        socket.writeTextMessage(progress(1));
      }
      case CLOSES_IN_THE_MIDDLE -> socket.writeBinaryMessage(tone.slice(0, CHUNK))
          .onComplete(sent -> socket.close());
      case GARBAGE -> socket.writeTextMessage("<html>");
      case SILENT -> {
      }
    }
  }

  private static String progress(double progress) {
    return new JsonObject().put("progress", progress).put("elapsed", "12ms")
        .put("duration", "500ms").put("size", 2 * SAMPLES).encode();
  }

  private static Buffer tone(int hz) {
    Buffer tone = Buffer.buffer(2 * SAMPLES);
    for (int i = 0; i < SAMPLES; i++) {
      tone.appendShortLE((short) (AMPLITUDE * Math.sin(2 * Math.PI * hz * i / RATE)));
    }
    return tone;
  }
}
