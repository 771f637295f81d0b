package io.voxbus.testing.bot;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A telephone system that brings its call by WebSocket. */
public final class PhoneSystem implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> audio = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final WebSocket socket;
  private CompletableFuture<WebSocket> sent;

  private PhoneSystem(WebSocket.Builder builder, URI address) {
    socket = builder.buildAsync(address, new Ear()).join();
    sent = CompletableFuture.completedFuture(socket);
  }

  /** @param path of a node */
  public static PhoneSystem connect(int port, String path, String... subprotocol) {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (subprotocol.length > 0) {
      builder.subprotocols(subprotocol[0]);
    }
    return new PhoneSystem(builder, URI.create("ws://127.0.0.1:" + port + path));
  }

  public String subprotocol() {
    return socket.getSubprotocol();
  }

  public PhoneSystem say(String text) {
    sent = sent.thenCompose(open -> open.sendText(text, true));
    return this;
  }

  public PhoneSystem say(byte[] bytes) {
    sent = sent.thenCompose(open -> open.sendBinary(ByteBuffer.wrap(bytes), true));
    return this;
  }

  public String hearText() {
    return next(texts);
  }

  /** The next text if it is there already, else null. */
  public String poll() {
    return texts.poll();
  }

  /** Waits for a text that begins so. */
  public String hearText(String begins) {
    String text = hearText();
    while (!text.startsWith(begins)) {
      text = hearText();
    }
    return text;
  }

  public byte[] hear(int bytes) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    while (heard.size() < bytes) {
      heard.writeBytes(next(audio));
    }
    return heard.toByteArray();
  }

  /** Waits for the end: its code and its reason. */
  public String awaitClose() {
    try {
      return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing comes");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        texts.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      audio.add(bytes);
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      closed.complete(String.valueOf(failure));
    }
  }
}
