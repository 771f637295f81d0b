package io.voxbus.http.caller;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.SocketAudio;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.SocketOutput;
import io.voxbus.protocol.bus.WsRequest;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call that another telephone system brings: to the rest of the node it is a client of {@code /call} that invites with
 * the options of the call, and whose keys and audio come in the system's dialect. On one event loop.
 */
final class CallerSession {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._@;=+-]{1,128}");
  private static final int NORMAL = 1000;
  private static final int POLICY_VIOLATION = 1008;
  private static final int NO_SESSION = 1011;
  /** Of a system that talks nonsense so much is told; what is more would be noise. */
  private static final int TOLD = 5;

  private final Bus bus;
  private final CallerLine line;
  private final CallerDialect dialect;
  private final Terms terms;
  private final Context loop;
  private final String socketId = UUID.randomUUID().toString();
  private final Address<SocketInput> in = Addresses.socketIn(socketId);
  private final MessageConsumer<Object> outputs;
  private final Bus.Receiving audio;
  private final long startTimer;
  private @Nullable Address<SocketAudio> audioTo;
  private boolean started;
  private boolean over;
  private SocketInput.@Nullable Closed end;
  private int told;

  /**
   * @param option       of every call
   * @param admits       whether a key that came along lets the call in
   * @param startMillis  for the system to say what its call is
   */
  record Terms(JsonObject option, Predicate<@Nullable String> admits, long startMillis) {}

  CallerSession(Bus bus, CallerLine line, CallerDialect dialect, Terms terms) {
    this.bus = bus;
    this.line = line;
    this.dialect = dialect;
    this.terms = terms;
    Vertx vertx = bus.vertx();
    loop = vertx.getOrCreateContext();
    outputs = bus.receive(Addresses.socketOut(socketId), this::output);
    audio = bus.receiveDirectly(Addresses.socketAudio(socketId, bus.nodeId()), this::play);
    startTimer = vertx.setTimer(terms.startMillis(), due -> {
      if (!started) {
        close(POLICY_VIOLATION, "no call in time");
      }
    });
  }

  void text(String text) {
    read(() -> dialect.text(text));
  }

  void bytes(byte[] bytes) {
    read(() -> dialect.bytes(bytes));
  }

  /** The connection is gone. */
  void closed(boolean properly) {
    if (!over || started) {
      end = new SocketInput.Closed(properly ? NORMAL : null);
      bus.send(in, end);
    }
    over = true;
    bus.vertx().cancelTimer(startTimer);
    outputs.unregister();
    audio.end();
  }

  private void read(Supplier<List<CallerInput>> message) {
    List<CallerInput> inputs;
    try {
      inputs = message.get();
    } catch (RuntimeException garbage) {
      nonsense("a message that is none of its dialect");
      return;
    }
    inputs.forEach(this::on);
  }

  private void on(CallerInput input) {
    switch (input) {
      case CallerInput.Start start -> start(start);
      case CallerInput.Audio(byte[] encoded) -> {
        if (audioTo != null) {
          bus.send(audioTo, new SocketAudio(socketId, encoded));
        }
      }
      case CallerInput.Key(String digit) -> {
        if (digit.matches("[0-9*#A-D]")) {
          bus.send(in, new SocketInput.Key(digit));
        } else {
          nonsense("there is no such key");
        }
      }
      case CallerInput.Stop() -> close(NORMAL, "the caller has hung up");
      case CallerInput.Nonsense(String why) -> nonsense(why);
    }
  }

  private void start(CallerInput.Start start) {
    if (over || started) {
      nonsense("the call has begun already");
    } else if (!terms.admits().test(start.token())) {
      close(POLICY_VIOLATION, "an API key is wanted");
    } else if (!ID.matcher(start.id()).matches()) {
      close(POLICY_VIOLATION, "the id of the call wants 1 to 128 of A-Z a-z 0-9 . _ @ ; = + -");
    } else {
      started = true;
      WsRequest.Open open = new WsRequest.Open(socketId, start.id(), CallType.WEB_SOCKET, false,
          false, 0, true, "server-side-track", 0L);
      JsonObject invite = new JsonObject().put("command", "invite").put("option",
          terms.option().copy().mergeIn(start.option(), true));
      bus.ask(Addresses.ws(), open, String.class)
          .onSuccess(id -> bus.send(in, first(invite)))
          .onFailure(failure -> close(NO_SESSION, "no session"));
    }
  }

  /** The end, when it came while nobody was there to hear it. */
  private SocketInput first(JsonObject invite) {
    if (end != null) {
      return end;
    }
    return over ? new SocketInput.Closed(NORMAL) : new SocketInput.Text(invite.encode());
  }

  private void nonsense(String why) {
    if (!started) {
      close(POLICY_VIOLATION, why);
    } else if (told++ < TOLD) {
      bus.send(in, new SocketInput.Nonsense("of the telephone system: " + why));
    }
  }

  private void output(SocketOutput output) {
    switch (output) {
      case SocketOutput.Text(String text) -> event(new JsonObject(text).getString("event", ""));
      case SocketOutput.AudioTo(String callId) -> audioTo = Addresses.mediaIn(callId);
      case SocketOutput.Close(int code, String reason) -> {
        dialect.ended().forEach(line::send);
        close(code, reason);
      }
    }
  }

  private void event(String name) {
    switch (name) {
      case "answer" -> dialect.answered().forEach(line::send);
      case "interruption" -> dialect.interrupted().forEach(line::send);
      default -> {
        // these systems want to know no more
      }
    }
  }

  /** From the media loop. */
  private void play(SocketAudio frame) {
    loop.runOnContext(now -> {
      if (!over && !line.full()) {
        line.send(dialect.audio(frame.payload()));
      }
    });
  }

  private void close(int code, String reason) {
    if (!over) {
      over = true;
      line.close(code, reason);
    }
  }
}
