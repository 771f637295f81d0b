package io.voxbus.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.Deque;

/** What waits to be sent to a slow client: every event, and the newest half second of audio. */
final class SendQueue {
  private static final int AUDIO_FRAMES = 25;

  private final ServerWebSocket socket;
  private final int mostBytes;
  private final Deque<String> texts = new ArrayDeque<>();
  private final Deque<byte[]> audio = new ArrayDeque<>();
  private int bytes;

  SendQueue(ServerWebSocket socket, int mostBytes) {
    this.socket = socket;
    this.mostBytes = mostBytes;
  }

  /** @return false when the client is so slow that the bound is passed */
  boolean text(String text) {
    if (texts.isEmpty() && !full()) {
      socket.writeTextMessage(text);
      return true;
    }
    texts.add(text);
    bytes += text.length();
    return bytes <= mostBytes;
  }

  void audio(byte[] frame) {
    if (audio.isEmpty() && texts.isEmpty() && !full()) {
      socket.writeBinaryMessage(Buffer.buffer(frame));
      return;
    }
    if (audio.size() == AUDIO_FRAMES) {
      audio.remove();
    }
    audio.add(frame);
  }

  void drain() {
    while (!texts.isEmpty() && !full()) {
      writeText();
    }
    while (texts.isEmpty() && !audio.isEmpty() && !full()) {
      socket.writeBinaryMessage(Buffer.buffer(audio.remove()));
    }
  }

  /** Writes every event, however slow the client is; it is to be closed. */
  void flush() {
    audio.clear();
    while (!texts.isEmpty()) {
      writeText();
    }
  }

  /** A socket that is closed throws when it is asked: frames may be on their way until the call knows. */
  private boolean full() {
    return socket.isClosed() || socket.writeQueueFull();
  }

  private void writeText() {
    String text = texts.remove();
    bytes -= text.length();
    socket.writeTextMessage(text);
  }
}
