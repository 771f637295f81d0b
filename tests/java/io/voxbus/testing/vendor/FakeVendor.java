package io.voxbus.testing.vendor;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A vendor on loopback: checks who asks, then does what its script and its illness say. */
public abstract class FakeVendor {
  public static final String KEY = "key-5e1f00d5";
  public static final String APP_ID = "1250000001";
  public static final String SECRET_ID = "AKID-5e1f00d5";
  /** Samples at 16 kHz of the tone that stands for a text. */
  public static final int SAMPLES = 4000;
  private static final double AMPLITUDE = 8000;

  /** What is wrong with it. */
  public enum Ill {
    NOTHING, QUOTA, NEVER_ANSWERS, NEVER_READY, GARBAGE, CLOSES, BREAKS_OFF, SILENT, FAILS, SLOW
  }

  /** What it understands once so many bytes of audio have come. */
  public record Hears(int afterBytes, int index, boolean isFinal, String text, long beginMillis,
      long endMillis) {}

  private static final long SLOW_MILLIS = 700;

  private final Vertx vertx;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private volatile Buffer heard = Buffer.buffer();
  private volatile List<Hears> script = List.of();
  private volatile Ill ill = Ill.NOTHING;
  private volatile int sockets;
  private volatile MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final Golden golden = new Golden();
  private HttpServer server;

  protected FakeVendor(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Whether the request carries what the vendor's documentation asks for. */
  protected abstract boolean authorized(String uri, MultiMap given);

  /** A socket is open. */
  protected void opened(Session session) {}

  protected void text(Session session, String message) {
    throw new IllegalStateException("unexpected " + message);
  }

  protected void binary(Session session, Buffer message) {
    session.hear(message);
  }

  /** What can be read of a binary message, which else is audio. */
  protected String shown(Buffer message) {
    return Golden.bytes(message.length());
  }

  /** How it says what it understood. */
  protected String transcript(Hears heard) {
    throw new IllegalStateException("hears nothing");
  }

  /** How it says that it failed; repeats the key, as bad vendors do. */
  protected abstract String failure();

  /** How it sends audio. */
  protected void audio(Session session, Buffer pcm) {
    session.socket.writeBinaryMessage(pcm);
  }

  /** Hz of the audio it sends and is sent. */
  public int rate() {
    return 16_000;
  }

  /** All of a text is spoken. */
  protected void spoken(Session session) {}

  /** A request that is no socket and that carries the right credentials. */
  protected void request(HttpServerRequest request, Buffer body) {
    request.response().setStatusCode(404).end();
  }

  public Future<FakeVendor> start() {
    server = vertx.createHttpServer(new HttpServerOptions().setMaxWebSocketFrameSize(1 << 20));
    return server.webSocketHandshakeHandler(this::handshake).webSocketHandler(this::accept)
        .requestHandler(this::answer).listen(0, "127.0.0.1").map(listening -> this);
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  public FakeVendor script(Hears... steps) {
    script = List.of(steps);
    return this;
  }

  public FakeVendor ill(Ill how) {
    ill = how;
    return this;
  }

  /** Paths and queries so far. */
  public List<String> requests() {
    return requests;
  }

  /** Addresses and headers of all who came, let in or not. */
  public List<String> asked() {
    return asked;
  }

  /** Text messages and bodies so far. */
  public List<String> messages() {
    return messages;
  }

  /** Texts it was asked to speak. */
  public List<String> texts() {
    return texts;
  }

  /** All it was sent is as in that file. */
  public void assertGolden(String name) {
    golden.assertSame(name);
  }

  /** Of the last request. */
  public String header(String name) {
    return headers.get(name);
  }

  public int sockets() {
    return sockets;
  }

  /** Samples of all that its recogniser was sent, at {@link #rate}. */
  public short[] heard() {
    Buffer all = heard;
    short[] samples = new short[all.length() / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = all.getShortLE(2 * i);
    }
    return samples;
  }

  /** Hz of the tone that stands for a text: 300 to 1,000. */
  public static int toneOf(String text) {
    return 300 + Math.floorMod(text.hashCode(), 701);
  }

  protected Buffer tone(String text) {
    int samples = SAMPLES * rate() / 16_000;
    Buffer tone = Buffer.buffer(2 * samples);
    for (int i = 0; i < samples; i++) {
      tone.appendShortLE(
          (short) (AMPLITUDE * Math.sin(2 * Math.PI * toneOf(text) * i / rate())));
    }
    return tone;
  }

  private void handshake(ServerWebSocketHandshake asked) {
    headers = asked.headers();
    this.asked.add(asked.uri() + "\n" + headers);
    if (!authorized(asked.uri(), asked.headers())) {
      asked.reject(401);
    } else if (ill == Ill.QUOTA) {
      asked.reject(429);
    } else if (ill != Ill.NEVER_ANSWERS) {
      asked.accept();
    }
  }

  private void accept(ServerWebSocket socket) {
    requests.add(socket.uri());
    Golden.Visit visit = golden.came("GET", socket.uri(), socket.headers());
    sockets++;
    socket.closeHandler(closed -> sockets--);
    Session session = new Session(socket);
    if (ill != Ill.NEVER_READY) {
      opened(session);
    }
    socket.textMessageHandler(message -> {
      messages.add(message);
      visit.text(message);
      if (ill != Ill.NEVER_READY) {
        text(session, message);
      }
    });
    socket.binaryMessageHandler(message -> {
      visit.binary(shown(message));
      binary(session, message);
    });
  }

  private void answer(HttpServerRequest request) {
    headers = request.headers();
    asked.add(request.uri() + "\n" + headers);
    requests.add(request.uri());
    Golden.Visit visit = golden.came(request.method().name(), request.uri(), headers);
    request.body().onSuccess(body -> {
      visit.body(body);
      messages.add(body.toString());
      if (!authorized(request.uri(), request.headers())) {
        request.response().setStatusCode(401).end();
      } else if (ill == Ill.QUOTA) {
        request.response().setStatusCode(429).end(failure());
      } else if (ill != Ill.NEVER_ANSWERS) {
        request(request, body);
      }
    });
  }

  /** Answers a request with the tone of a text, as bare samples. */
  protected void speak(HttpServerRequest request, String text) {
    texts.add(text);
    Buffer tone = tone(text);
    request.response().setChunked(true);
    switch (ill) {
      case BREAKS_OFF, CLOSES -> request.response().write(tone.slice(0, 640))
          .onComplete(sent -> request.connection().close());
      case SILENT -> request.response().write(tone.slice(0, 640));
      case FAILS -> request.response().setStatusCode(503).end(failure());
      case SLOW -> slowly(() -> request.response().write(tone.slice(0, 1001)),
          () -> request.response().write(tone.slice(1001, 1500)),
          () -> request.response().end(tone.slice(1500, tone.length())));
      default -> request.response().write(tone.slice(0, 1001))
          .compose(sent -> request.response().end(tone.slice(1001, tone.length())));
    }
  }

  /** Answers a request as a whole. */
  protected void speakWhole(HttpServerRequest request, String body) {
    switch (ill) {
      case BREAKS_OFF, CLOSES -> request.response().setChunked(true).write(body.substring(0, 10))
          .onComplete(sent -> request.connection().close());
      case SILENT -> request.response().setChunked(true).write(body.substring(0, 10));
      case FAILS -> request.response().end(failure());
      case GARBAGE -> request.response().end("<html>");
      case SLOW -> {
        request.response().setChunked(true);
        slowly(() -> request.response().write(body.substring(0, 10)),
            () -> request.response().write(body.substring(10, 20)),
            () -> request.response().end(body.substring(20)));
      }
      default -> request.response().end(body);
    }
  }

  /** One after the other, with pauses that are longer together than anybody waits. */
  private void slowly(Runnable... parts) {
    for (int i = 0; i < parts.length; i++) {
      Runnable part = parts[i];
      vertx.setTimer(1 + i * SLOW_MILLIS, due -> part.run());
    }
  }

  protected boolean healthy() {
    return ill == Ill.NOTHING || ill == Ill.SLOW;
  }

  /** One socket. */
  protected final class Session {
    public final ServerWebSocket socket;
    private int heard;
    private int done;
    private int speaking;
    private final List<Runnable> afterSpeech = new ArrayList<>();

    Session(ServerWebSocket socket) {
      this.socket = socket;
    }

    /** These samples came. */
    public void hear(Buffer pcm) {
      FakeVendor.this.heard = FakeVendor.this.heard.copy().appendBuffer(pcm);
      hear(pcm.length());
    }

    /** So many bytes of audio came. */
    public void hear(int bytes) {
      heard += bytes;
      switch (ill) {
        case GARBAGE -> socket.writeTextMessage("<html>");
        case CLOSES -> socket.close((short) 1000);
        case BREAKS_OFF -> socket.close((short) 1011);
        case FAILS -> socket.writeTextMessage(failure());
        case SILENT -> {
        }
        default -> {
          while (done < script.size() && heard >= script.get(done).afterBytes()) {
            socket.writeTextMessage(transcript(script.get(done++)));
          }
        }
      }
    }

    /** When all is said that it has been given until now. */
    public void afterSpeech(Runnable then) {
      if (speaking == 0) {
        then.run();
      } else {
        afterSpeech.add(then);
      }
    }

    private void said() {
      spoken(this);
      if (--speaking == 0) {
        afterSpeech.forEach(Runnable::run);
        afterSpeech.clear();
      }
    }

    /** Speaks a text. */
    public void speak(String text) {
      texts.add(text);
      Buffer tone = tone(text);
      switch (ill) {
        case GARBAGE -> socket.writeTextMessage("<html>");
        case FAILS -> socket.writeTextMessage(failure());
        case SILENT -> {
        }
        case CLOSES -> {
          audio(this, tone.slice(0, 1280));
          socket.close((short) 1000);
        }
        case BREAKS_OFF -> {
          audio(this, tone.slice(0, 1280));
          socket.close((short) 1011);
        }
        case SLOW -> {
          speaking++;
          slowly(() -> audio(this, tone.slice(0, 1001)), () -> audio(this, tone.slice(1001, 1500)),
              () -> {
                audio(this, tone.slice(1500, tone.length()));
                said();
              });
        }
        default -> {
          audio(this, tone.slice(0, 1001));
          audio(this, tone.slice(1001, tone.length()));
          spoken(this);
        }
      }
    }
  }
}
