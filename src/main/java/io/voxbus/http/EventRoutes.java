package io.voxbus.http;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.http.door.Answers;
import io.voxbus.protocol.Addresses;
import io.voxbus.directory.Secrets;
import io.voxbus.directory.SocketCount;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Moved;
import io.voxbus.protocol.api.Obeyed;
import io.voxbus.protocol.api.Told;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.Client;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** The events of a call as server-sent events: {@code GET /events/{id}}. */
final class EventRoutes {
  private static final long KEEP_ALIVE_MILLIS = 15_000;

  private final Bus bus;
  private final SocketCount sockets;
  private final int mostQueuedBytes;

  /** @param mostQueuedBytes that may wait for a slow client; beyond it the stream breaks off, and it may come back */
  EventRoutes(Bus bus, SocketCount sockets, int mostQueuedBytes) {
    this.bus = bus;
    this.sockets = sockets;
    this.mostQueuedBytes = mostQueuedBytes;
  }

  void mount(Router router) {
    router.get("/events/:id").handler(this::open);
  }

  private void open(RoutingContext request) {
    if (!sockets.enter()) {
      Answers.fault(request, Fault.unavailable("this node has all its sockets"));
      return;
    }
    String id = request.pathParam("id");
    String sessionId = "sse." + UUID.randomUUID();
    long since = since(request);
    Client client = new Client(sessionId, bus.nodeId(), null, false);
    Stream stream = new Stream(request, since,
        seen -> bus.owner(id).compose(node -> attach(id, client, seen)));
    MessageConsumer<Object> events = bus.receive(Addresses.session(sessionId, bus.nodeId()),
        stream::tell);
    stream.onEnd(() -> {
      events.unregister();
      sockets.leave();
      bus.ask(Addresses.call(id), new CallRequest.Detach(sessionId, false),
          CallReply.Done.class);
    });
    // Not closeHandler: it is not called when the answer ends and its connection stays.
    request.addEndHandler(ended -> stream.close());
    attach(id, client, since).onSuccess(attached -> stream.begin()).onFailure(failure -> {
      if (Fault.of(failure).code() == 404) {
        request.response().setStatusCode(404).end("track not active");
      } else {
        Answers.fault(request, failure);
      }
    });
  }

  private Future<CallReply.Attached> attach(String id, Client client, long since) {
    return bus.askOwner(id, new CallRequest.Attach(client, since), CallReply.Attached.class);
  }

  /** Browsers that come back name the last event they have seen. */
  private static long since(RoutingContext request) {
    String last = request.request().getHeader("Last-Event-ID");
    String since = last == null ? request.request().getParam("since") : last;
    try {
      return since == null ? 0 : Math.max(0, Long.parseLong(since));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private final class Stream {
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final LongFunction<Future<?>> attach;
    private Runnable end = () -> {};
    private long timer = -1;
    private long lastSeq;
    private boolean headed;
    private boolean closed;

    /** @param attach asks the call for what came after an event */
    Stream(RoutingContext request, long since, LongFunction<Future<?>> attach) {
      this.response = request.response();
      this.connection = request.request().connection();
      this.attach = attach;
      this.lastSeq = since;
    }

    void begin() {
      if (!headed && !closed) {
        headed = true;
        response.setChunked(true).putHeader("Content-Type", "text/event-stream;charset=utf-8")
            .putHeader("Cache-Control", "no-store").putHeader("X-Accel-Buffering", "no")
            .setWriteQueueMaxSize(mostQueuedBytes).write(":\n\n");
        timer = bus.vertx().setPeriodic(KEEP_ALIVE_MILLIS, due -> write(":\n\n"));
      }
    }

    void tell(Told told) {
      begin();
      if (closed) {
        return;
      }
      switch (told) {
        case Emitted emitted -> event(emitted);
        case Moved moved -> attach.apply(lastSeq).onFailure(failure -> response.end());
        case Obeyed(Command command) -> write("event: command\ndata: "
            + Secrets.mask(Json.mapper().valueToTree(command)) + "\n\n");
      }
    }

    private void event(Emitted emitted) {
      if (emitted.seq() <= lastSeq) {
        return;
      }
      lastSeq = emitted.seq();
      write(
          "id: " + lastSeq + "\nevent: event\ndata: " + Json.text(emitted) + "\n\n");
      if (!closed && emitted.event() instanceof Event.Hangup) {
        response.end();
      }
    }

    private void write(String text) {
      if (!closed && response.writeQueueFull()) {
        close(); // at once: the connection ends when what it has taken is sent, or the client goes
        connection.shutdown(1, TimeUnit.MILLISECONDS);
      } else if (!closed) {
        response.write(text);
      }
    }

    void onEnd(Runnable once) {
      end = once;
    }

    void close() {
      if (!closed) {
        closed = true;
        bus.vertx().cancelTimer(timer);
        end.run();
      }
    }
  }
}
