package io.voxbus.ai.pass;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.ProviderSocket;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.bus.Bus;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.directory.Secrets;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.protocol.bus.Said;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A call's way to a service of the application's own: what the caller says goes there, what the service says is played.
 * A connection that breaks is made again for as long as the call lasts, with growing pauses; of each outage one failure
 * is told.
 */
public final class PassSession extends SessionVerticle {
  private static final int LARGEST_MESSAGE = 4 << 20;
  private static final long CHECK_MILLIS = 100;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final int MOST_DOUBLINGS = 5;
  /** A connection that lasted for so long was a good one. */
  private static final long STABLE_MILLIS = 5_000;
  /** Audio of the service that waits for its track, in messages. */
  private static final int MOST_WAITING = 500;
  private static final int NOTHING = -1;

  private final String callId;
  private final String url;
  private final PassFormat format;
  private final ProviderTarget target;
  private final Bursts bursts = new Bursts();
  private final Deque<short[]> waiting = new ArrayDeque<>();
  private PassAudio audio;
  private @Nullable WebSocketClient client;
  private @Nullable ProviderSocket socket;
  private boolean open;
  private boolean asked;
  private int item = NOTHING;
  private int failures;
  private long openMillis;

  /** @throws SpeechException 400 for an option that can't be followed */
  public PassSession(Bus bus, AiRequest.Pass request) {
    super(bus);
    format = PassFormat.of(request.option());
    callId = request.callId();
    target = PassTarget.of(request.option().url(), format);
    url = Secrets.maskUrl(String.valueOf(request.option().url()));
    audio = new PassAudio(format);
  }

  @Override
  public Future<?> start() {
    client = vertx.createWebSocketClient(new WebSocketClientOptions()
        .setMaxFrameSize(LARGEST_MESSAGE).setMaxMessageSize(LARGEST_MESSAGE));
    bus.receive(Addresses.passHeard(callId), this::heard);
    bus.receive(Addresses.pass(callId), this::obey);
    endWith(callId);
    vertx.setPeriodic(CHECK_MILLIS, due -> endBurst());
    connect();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    if (socket != null) {
      socket.close();
    }
    return Future.succeededFuture();
  }

  /** With the connection before it half a sample may have been lost. */
  private void connect() {
    audio = new PassAudio(format);
    ProviderSocket connecting = new ProviderSocket(vertx, target, ProviderSocket.Limits.DEFAULT,
        new Ear());
    socket = connecting;
    connecting.connect(java.util.Objects.requireNonNull(client));
  }

  private void obey(AiRequest request) {
    switch (request) {
      case AiRequest.PassTo(int given) -> {
        asked = false;
        item = given;
        waiting.forEach(this::play);
        waiting.clear();
        endBurst();
      }
      case AiRequest.Close() -> close();
      default -> throw new IllegalStateException("that is not for a service");
    }
  }

  private void heard(Heard frame) {
    ProviderSocket now = socket;
    if (open && now != null) {
      audio.heard(frame.pcm(),
          packet -> now.send(new Message.Binary(Buffer.buffer(packet))));
    }
  }

  private void said(Buffer message) {
    short[] pcm = audio.said(message.getBytes());
    if (!bursts.accept(pcm, millis())) {
      endBurst();
    } else if (item != NOTHING) {
      play(pcm);
    } else if (waiting.size() < MOST_WAITING) {
      waiting.add(pcm);
      if (!asked) {
        asked = true;
        tell(new AiEvent.PassSpeaks());
      }
    }
  }

  private void play(short[] pcm) {
    bus.send(Addresses.said(callId), new Said.Audio(item, pcm));
  }

  private void endBurst() {
    if (bursts.over(millis()) && item != NOTHING) {
      bus.send(Addresses.said(callId), new Said.End(item));
      item = NOTHING;
    }
  }

  /** What was asked wrongly stays wrong; the rest may pass. */
  private void failed(int code, String reason) {
    failures = open && millis() - openMillis > STABLE_MILLIS ? 0 : failures;
    open = false;
    boolean hopeless = code == 400 || code == 401;
    if (failures == 0 || hopeless) {
      tell(new AiEvent.PassFailed(url, code, reason));
    }
    if (!hopeless) {
      long pause = FIRST_PAUSE_MILLIS << Math.min(failures++, MOST_DOUBLINGS);
      vertx.setTimer(pause, again -> connect());
    }
  }

  private void tell(AiEvent event) {
    bus.send(Addresses.aiEvents(callId), event);
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  /** The ear of one connection. */
  private final class Ear implements ProviderSocket.Listener {
    @Override
    public void opened() {
      openMillis = millis();
      open = true;
    }

    @Override
    public void text(String message) {
      // means nothing here
    }

    @Override
    public void binary(Buffer message) {
      said(message);
    }

    @Override
    public void closed() {
      PassSession.this.failed(502, "the service closed the connection");
    }

    @Override
    public void failed(SpeechException why) {
      PassSession.this.failed(why.code(), String.valueOf(why.getMessage()));
    }
  }
}
