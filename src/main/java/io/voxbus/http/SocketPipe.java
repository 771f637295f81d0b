package io.voxbus.http;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.ServerWebSocket;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SocketAudio;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.SocketOutput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket between the client and the addresses of its session and its call's media. Runs on the socket's event
 * loop. A slow client loses its oldest audio, never an event; one that reads nothing is closed with 1008.
 */
final class SocketPipe {
  private static final int MISSED_PINGS = 3;
  private static final short POLICY_VIOLATION = 1008;
  private static final short TOO_BIG = 1009;

  private final Bus bus;
  private final Vertx vertx;
  private final ServerWebSocket socket;
  private final String socketId;
  private final SendQueue queue;
  private final Runnable gone;
  private final Address<SocketInput> in;
  private final Context loop;
  private final MessageConsumer<Object> commands;
  private final Bus.Receiving audio;
  private final long pingTimer;
  private @Nullable Address<SocketAudio> audioTo;
  private int missedPings;
  private boolean closing;
  private boolean lost;
  private SocketInput.@Nullable Closed end;

  SocketPipe(Bus bus, ServerWebSocket socket, String socketId, Limits limits, Runnable gone) {
    this.bus = bus;
    this.vertx = bus.vertx();
    this.socket = socket;
    this.socketId = socketId;
    this.gone = gone;
    this.in = Addresses.socketIn(socketId);
    this.queue = new SendQueue(socket, limits.queuedBytes());
    this.loop = vertx.getOrCreateContext();
    this.commands = bus.receive(Addresses.socketOut(socketId), this::output);
    this.audio = bus.receiveDirectly(Addresses.socketAudio(socketId, bus.nodeId()), this::play);
    this.pingTimer = limits.pingMillis() == 0
        ? -1
        : vertx.setPeriodic(limits.pingMillis(), due -> ping());
    socket.textMessageHandler(text -> {
      missedPings = 0;
      bus.send(in, new SocketInput.Text(text));
    });
    socket.binaryMessageHandler(this::hear);
    socket.pongHandler(pong -> missedPings = 0);
    socket.exceptionHandler(this::failed);
    socket.closeHandler(closed -> closed());
    socket.drainHandler(ready -> queue.drain());
  }

  /**
   * @param queuedBytes events that may wait for the client
   * @param pingMillis  time between two pings, 0: none
   */
  record Limits(int queuedBytes, long pingMillis) {}

  /** From the media loop. */
  private void play(SocketAudio frame) {
    loop.runOnContext(now -> queue.audio(frame.payload()));
  }

  private void hear(Buffer frame) {
    missedPings = 0;
    if (audioTo != null) {
      bus.send(audioTo, new SocketAudio(socketId, frame.getBytes()));
    }
  }

  private void output(SocketOutput output) {
    switch (output) {
      case SocketOutput.Text(String text) -> {
        if (!queue.text(text)) {
          close(POLICY_VIOLATION, "the client does not read what it is sent");
        }
      }
      case SocketOutput.AudioTo(String callId) -> audioTo = Addresses.mediaIn(callId);
      case SocketOutput.Close(int code, String reason) -> close((short) code, reason);
    }
  }

  private void close(short code, String reason) {
    if (!closing) {
      closing = true;
      queue.flush();
      socket.close(code, shortened(reason));
    }
  }

  /** What breaks a rule of the protocol or a bound is told by its close code; the rest is a connection that broke. */
  private void failed(Throwable failure) {
    switch (failure) {
      case CorruptedWebSocketFrameException broken ->
        close((short) broken.closeStatus().code(), String.valueOf(broken.getMessage()));
      case IllegalStateException overflow -> close(TOO_BIG, "the message is too large");
      default -> lost = true;
    }
  }

  private void ping() {
    if (missedPings++ >= MISSED_PINGS) {
      lost = true;
      socket.shutdown(1, java.util.concurrent.TimeUnit.MILLISECONDS);
    } else {
      socket.writePing(Buffer.buffer(Instant.now().toString()));
    }
  }

  /** Its session is there: what has come meanwhile is for it, also the end, which nobody has heard. */
  void begin() {
    if (end == null) {
      socket.resume();
    } else {
      bus.send(in, end);
    }
  }

  private void closed() {
    vertx.cancelTimer(pingTimer);
    commands.unregister();
    audio.end();
    Short code = socket.closeStatusCode();
    boolean byClient = code != null && code != 1006 && !lost;
    SocketInput.Closed ended = new SocketInput.Closed(byClient ? Integer.valueOf(code) : null);
    end = ended;
    bus.send(in, ended);
    gone.run();
  }

  /** A Close frame has room for 123 bytes. */
  private static String shortened(String reason) {
    String text = reason;
    while (text.getBytes(StandardCharsets.UTF_8).length > 123) {
      text = text.substring(0, text.length() - 1);
    }
    return text;
  }
}
