package io.voxbus.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A slow client loses its oldest audio, never an event. */
class SendQueueTest {
  private final List<String> written = new ArrayList<>();
  private int room = Integer.MAX_VALUE;
  private boolean closed;
  private final SendQueue queue = new SendQueue(socket(), 10);

  @Test
  void whoReadsGetsEverythingAtOnceInItsOrder() {
    queue.text("a");
    queue.audio(new byte[]{1});
    queue.text("b");
    assertEquals(List.of("a", "audio 1", "b"), written);
  }

  @Test
  void whatDoesNotFitWaits() {
    room = 1;
    queue.text("a");
    queue.text("b");
    queue.audio(new byte[]{1});
    assertEquals(List.of("a"), written);
    room = 10;
    queue.drain();
    assertEquals(List.of("a", "b", "audio 1"), written);
  }

  @Test
  void theOldestAudioIsDroppedAndHalfASecondIsKept() {
    room = 0;
    for (int i = 0; i < 30; i++) {
      queue.audio(new byte[]{(byte) i});
    }
    room = 100;
    queue.drain();
    List<String> newest = new ArrayList<>();
    for (int i = 5; i < 30; i++) {
      newest.add("audio " + i);
    }
    assertEquals(newest, written);
  }

  @Test
  void eventsAreNeverDroppedAndGoBeforeAudio() {
    room = 0;
    queue.audio(new byte[]{1});
    queue.text("a");
    queue.text("b");
    room = 2;
    queue.drain();
    assertEquals(List.of("a", "b"), written);
    room = 1;
    queue.drain();
    assertEquals(List.of("a", "b", "audio 1"), written);
  }

  @Test
  void drainingStopsWhenTheClientIsFullAgain() {
    room = 0;
    queue.text("a");
    queue.text("b");
    room = 1;
    queue.drain();
    assertEquals(List.of("a"), written);
    room = 1;
    queue.text("c");
    assertEquals(List.of("a"), written);
    room = 9;
    queue.drain();
    assertEquals(List.of("a", "b", "c"), written);
  }

  @Test
  void theBoundCountsWhatWaitsOnly() {
    assertEquals(true, queue.text("x".repeat(1_000)));
    room = 0;
    assertEquals(true, queue.text("12345"));
    assertEquals(true, queue.text("67890"));
    assertEquals(false, queue.text("1"));
    room = 100;
    queue.drain();
    room = 0;
    assertEquals(true, queue.text("1234567890"));
  }

  @Test
  void beforeTheCloseEveryEventIsWrittenHoweverSlowTheClientIs() {
    room = 0;
    queue.audio(new byte[]{1});
    queue.text("a");
    queue.text("b");
    queue.flush();
    assertEquals(List.of("a", "b"), written);
  }

  @Test
  void whatComesAfterTheCloseIsNotWrittenAndHarmsNobody() {
    closed = true;
    queue.audio(new byte[]{1});
    queue.text("a");
    queue.drain();
    assertEquals(List.of(), written);
  }

  private ServerWebSocket socket() {
    return (ServerWebSocket) Proxy.newProxyInstance(SendQueueTest.class.getClassLoader(),
        new Class<?>[]{ServerWebSocket.class}, (self, method, args) -> switch (method.getName()) {
          case "isClosed" -> closed;
          case "writeQueueFull" -> isFull();
          case "writeTextMessage" -> write((String) args[0]);
          case "writeBinaryMessage" -> write("audio " + ((Buffer) args[0]).getByte(0));
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }

  /** As Vert.x does. */
  private boolean isFull() {
    if (closed) {
      throw new IllegalStateException("WebSocket is closed");
    }
    return room <= 0;
  }

  private Object write(String message) {
    room--;
    written.add(message);
    return null;
  }
}
