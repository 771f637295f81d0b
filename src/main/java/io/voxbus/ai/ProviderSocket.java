package io.voxbus.ai;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.voxbus.ai.spi.SpeechException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A socket to a vendor. It connects in the background: what is sent meanwhile waits, up to a bound. All methods may be
 * called from any thread; the listener is called on one event loop, and hears of the end exactly once.
 */
public final class ProviderSocket {
  /** How long a vendor may take to connect, and how many bytes may wait to be sent. */
  public record Limits(long connectMillis, int waitingBytes) {
    /** 5 s, and 10 s of audio. */
    public static final Limits DEFAULT = new Limits(5_000, 320_000);
  }

  /** What the vendor says. */
  public interface Listener {
    void text(String message);

    void binary(Buffer message);

    /** The vendor has closed the socket properly. Nothing comes after this. */
    void closed();

    /** The vendor can't be reached, is too slow or breaks off. Nothing comes after this. */
    void failed(SpeechException why);
  }

  private sealed interface Message {
    int bytes();

    record Text(String text) implements Message {
      @Override
      public int bytes() {
        return text.length();
      }
    }

    record Binary(Buffer data) implements Message {
      @Override
      public int bytes() {
        return data.length();
      }
    }
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
        client.connect(target.connectOptions(limits.connectMillis)).onComplete(
            opened -> context.runOnContext(later -> opened(opened)),
            why -> fail(connectFailure(why)));
      }
    });
  }

  public void send(String text) {
    context.runOnContext(now -> enqueue(new Message.Text(text)));
  }

  public void send(Buffer data) {
    context.runOnContext(now -> enqueue(new Message.Binary(data)));
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

  /** Closes it; the listener hears nothing more. */
  public void close() {
    context.runOnContext(now -> end());
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
    opened.textMessageHandler(text -> {
      heard();
      ifOpen(() -> listener.text(text));
    });
    opened.binaryMessageHandler(data -> {
      heard();
      ifOpen(() -> listener.binary(data));
    });
    opened.exceptionHandler(why -> fail(broken()));
    opened.closeHandler(nothing -> closedByVendor(opened));
    opened.drainHandler(nothing -> sendWaiting(opened));
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
    while (!waiting.isEmpty() && !open.writeQueueFull()) {
      Message message = waiting.remove();
      waitingBytes -= message.bytes();
      switch (message) {
        case Message.Text(String text) -> open.writeTextMessage(text);
        case Message.Binary(Buffer data) -> open.writeBinaryMessage(data);
      }
    }
  }

  /** Starts the time of quiet anew. */
  private void heard() {
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
    if (socket != null && !socket.isClosed()) {
      socket.close();
    }
    return true;
  }

  private SpeechException broken() {
    return SpeechException.failed(target.vendor() + " broke off the connection");
  }

  private SpeechException notInTime() {
    return SpeechException.late(where() + " did not answer in time");
  }

  private String where() {
    return target.vendor() + " at " + target.host() + ":" + target.port();
  }

  /** Says what happened without the address, which may hold credentials. */
  private SpeechException connectFailure(Throwable why) {
    String where = where();
    return switch (why) {
      case UpgradeRejectedException refusal -> SpeechException
          .failed(where + " refused with status " + refusal.getStatus());
      case TimeoutException late -> notInTime();
      default -> SpeechException.failed(where + " can't be reached");
    };
  }
}
