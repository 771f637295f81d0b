package io.voxbus.ai.vendor;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.voxbus.ai.spi.SpeechException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A socket to a vendor. It connects in the background: what is sent meanwhile waits, up to a bound. All methods may be
 * called from any thread; the listener is called on one event loop, and hears of the end exactly once.
 */
public final class ProviderSocket {
  /**
   * How long a vendor may take to connect, how many bytes may wait to be sent, and how long an open connection may give
   * no sign of life: it is pinged at half the time, so that only a dead one does.
   */
  public record Limits(long connectMillis, int waitingBytes, long silenceMillis) {
    /** 5 s, 10 s of audio, 10 s. */
    public static final Limits DEFAULT = new Limits(5_000, 320_000, 10_000);
  }

  /** What the vendor says. */
  public interface Listener {
    /** The socket is open. */
    default void opened() {}

    void text(String message);

    void binary(Buffer message);

    /** The vendor has closed the socket properly. Nothing comes after this. */
    void closed();

    /** The vendor can't be reached, is too slow or breaks off. Nothing comes after this. */
    void failed(SpeechException why);
  }

  private static final long NO_TIMER = -1;

  private final Context context;
  private final ProviderTarget target;
  private final Limits limits;
  private final Listener listener;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private @Nullable WebSocket socket;
  private boolean over;
  private long quietMillis;
  private @Nullable Runnable onQuiet;
  private long timer = NO_TIMER;
  private long alive = NO_TIMER;
  private long lifeNanos;

  /** A socket that is still closed; what is sent waits for {@link #connect}. */
  public ProviderSocket(Vertx vertx, ProviderTarget target, Limits limits, Listener listener) {
    this.context = vertx.getOrCreateContext();
    this.target = target;
    this.limits = limits;
    this.listener = listener;
  }

  /** Connects in the background. */
  public void connect(WebSocketClient client) {
    context.runOnContext(now -> {
      if (!over) {
        timer = context.owner().setTimer(limits.connectMillis, late -> fail(notInTime()));
        // Some vendors speak first: who sets handlers on the open socket misses that.
        ClientWebSocket opening = client.webSocket();
        opening.textMessageHandler(text -> {
          heard();
          ifOpen(() -> listener.text(text));
        });
        opening.binaryMessageHandler(data -> {
          heard();
          ifOpen(() -> listener.binary(data));
        });
        opening.connect(target.connectOptions(limits.connectMillis)).onComplete(this::opened,
            why -> fail(connectFailure(why)));
      }
    });
  }

  public void send(Message message) {
    context.runOnContext(now -> enqueue(message));
  }

  /**
   * From now on runs {@code action}, on the event loop, when nothing has come from the vendor for so long since it
   * answered.
   */
  public void whenQuiet(long millis, Runnable action) {
    context.runOnContext(now -> {
      quietMillis = millis;
      onQuiet = action;
      heard();
    });
  }

  /** Runs something between two messages. */
  public void run(Runnable action) {
    context.runOnContext(now -> action.run());
  }

  /** Runs something after a time, unless the socket is closed by then. */
  public void runLater(long millis, Runnable action) {
    context.owner().setTimer(Math.max(1, millis),
        due -> context.runOnContext(now -> ifOpen(action)));
  }

  /** Closes it, after a last word where it is open; the listener hears nothing more. */
  public void close(Message... farewell) {
    context.runOnContext(now -> {
      if (socket != null) {
        List.of(farewell).forEach(this::enqueue);
      }
      end();
    });
  }

  /** Closes it because of something the vendor said. */
  public void fail(SpeechException why) {
    context.runOnContext(now -> {
      if (end()) {
        listener.failed(why);
      }
    });
  }

  private void opened(WebSocket opened) {
    if (over) {
      opened.close();
      return;
    }
    socket = opened;
    heard();
    opened.pongHandler(data -> sign());
    alive = context.owner().setPeriodic(Math.max(1, limits.silenceMillis / 2),
        due -> checkAlive(opened));
    opened.exceptionHandler(why -> fail(broken()));
    opened.closeHandler(nothing -> closedByVendor(opened));
    opened.drainHandler(nothing -> sendWaiting(opened));
    listener.opened();
    sendWaiting(opened);
  }

  private void ifOpen(Runnable action) {
    if (!over) {
      action.run();
    }
  }

  private void closedByVendor(WebSocket closed) {
    Short status = closed.closeStatusCode();
    if (end()) {
      if (status != null && status == 1000) {
        listener.closed();
      } else {
        listener.failed(broken());
      }
    }
  }

  private void enqueue(Message message) {
    if (over) {
      return;
    }
    waiting.add(message);
    waitingBytes += message.bytes();
    if (socket != null) {
      sendWaiting(socket);
    }
    if (waitingBytes > limits.waitingBytes) {
      fail(SpeechException.late(target.vendor() + " does not take what it is sent"));
    }
  }

  private void sendWaiting(WebSocket open) {
    while (!waiting.isEmpty() && !open.isClosed() && !open.writeQueueFull()) {
      Message message = waiting.remove();
      waitingBytes -= message.bytes();
      switch (message) {
        case Message.Text(String text) -> open.writeTextMessage(text);
        case Message.Binary(Buffer data) -> open.writeBinaryMessage(data);
      }
    }
  }

  /** A half-open connection looks like one on which nobody says anything, but for the pongs. */
  private void checkAlive(WebSocket open) {
    long silent = (System.nanoTime() - lifeNanos) / 1_000_000;
    if (silent >= limits.silenceMillis) {
      fail(SpeechException.late(target.vendor() + " gives no sign of life"));
    } else if (silent >= limits.silenceMillis / 3 && !open.isClosed()) {
      open.writePing(Buffer.buffer("voxbus"));
    }
  }

  private void sign() {
    lifeNanos = System.nanoTime();
  }

  /** Starts the time of quiet anew. */
  private void heard() {
    sign();
    context.owner().cancelTimer(timer);
    Runnable action = onQuiet;
    if (action != null && socket != null && !over) {
      timer = context.owner().setTimer(quietMillis, fired -> ifOpen(action));
    }
  }

  /** Returns false when it was over already. */
  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    waiting.clear();
    context.owner().cancelTimer(timer);
    context.owner().cancelTimer(alive);
    if (socket != null && !socket.isClosed()) {
      socket.close();
    }
    return true;
  }

  private SpeechException broken() {
    return SpeechException.failed(target.vendor() + " broke off the connection");
  }

  private SpeechException notInTime() {
    return SpeechException.late(target.where() + " did not answer in time");
  }

  /** Says what happened without the address, which may hold credentials. */
  private SpeechException connectFailure(Throwable why) {
    return switch (why) {
      case UpgradeRejectedException refusal -> target.refusal(refusal.getStatus(), "");
      case TimeoutException late -> notInTime();
      default -> SpeechException.failed(target.where() + " can't be reached");
    };
  }
}
