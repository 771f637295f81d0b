package io.voxbus.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.SocketCount;
import io.voxbus.http.door.Answers;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.WsRequest;
import java.util.Locale;
import java.util.UUID;

/** The WebSockets: {@code /call}, {@code /call/webrtc}, {@code /call/sip}. */
final class SocketRoutes {
  private final Bus bus;
  private final HttpConfig config;
  private final CallDirectory directory;
  private final SocketCount sockets;

  SocketRoutes(Bus bus, HttpConfig config, CallDirectory directory, SocketCount sockets) {
    this.bus = bus;
    this.config = config;
    this.directory = directory;
    this.sockets = sockets;
  }

  void mount(Router router) {
    router.get("/call").handler(request -> open(request, CallType.WEB_SOCKET));
    router.get("/call/").handler(request -> open(request, CallType.WEB_SOCKET));
    router.get("/call/webrtc").handler(request -> open(request, CallType.WEBRTC));
    router.get("/call/sip").handler(request -> open(request, CallType.SIP));
  }

  private void open(RoutingContext context, CallType type) {
    HttpServerRequest request = context.request();
    try {
      checkUpgrade(request);
      SocketQuery query = SocketQuery.of(request.params(true));
      if (!sockets.enter()) {
        throw Fault.unavailable("this node has its " + config.maxSockets() + " sockets");
      }
      request.pause();
      entrance(query, type).compose(way -> request.toWebSocket()
          .onSuccess(socket -> serve(socket, query, type, way))).onFailure(failure -> {
            sockets.leave();
            request.resume();
            Answers.fault(context, failure);
          });
    } catch (Fault fault) {
      Answers.fault(context, fault);
    }
  }

  /** What a client comes for. */
  private enum Way {
    PLACES, JOINS, TAKES
  }

  /**
   * A live id is refused unless the client asks to join its call, and the other way round. A telephone call that waits
   * to be taken is there for whoever knows its id.
   */
  private Future<Way> entrance(SocketQuery query, CallType type) {
    if (!query.given()) {
      return query.attach()
          ? Future.failedFuture(Fault.badRequest("attach wants the id of a running call"))
          : Future.succeededFuture(Way.PLACES);
    }
    return directory.find(query.id()).compose(entry -> {
      boolean waits = type == CallType.SIP && entry.isPresent() && entry.get().isPending();
      if (waits && !query.attach()) {
        return Future.succeededFuture(Way.TAKES);
      }
      if (query.attach() && entry.isEmpty()) {
        return Future.failedFuture(Fault.notFound("call " + query.id()));
      }
      if (!query.attach() && entry.isPresent()) {
        return Future.failedFuture(Fault.conflict(
            "call " + query.id() + " is running; attach=true joins it"));
      }
      return Future.succeededFuture(query.attach() ? Way.JOINS : Way.PLACES);
    });
  }

  private void serve(ServerWebSocket socket, SocketQuery query, CallType type, Way way) {
    String socketId = UUID.randomUUID().toString();
    long ping = query.pingMillis() == null ? config.ping().millis() : query.pingMillis();
    socket.pause();
    SocketPipe pipe = new SocketPipe(bus, socket, socketId,
        new SocketPipe.Limits(config.maxQueuedBytes(), ping),
        sockets::leave);
    WsRequest.Open open = new WsRequest.Open(socketId, query.id(), type, way != Way.PLACES,
        way == Way.TAKES, query.since(), query.dump(), query.serverTrack(), query.graceMillis());
    bus.ask(Addresses.ws(), open, String.class).onSuccess(id -> pipe.begin())
        .onFailure(failure -> socket.close((short) 1011, "no session"));
  }

  static void checkUpgrade(HttpServerRequest request) {
    String upgrade = request.getHeader("Upgrade");
    if (upgrade == null || !upgrade.toLowerCase(Locale.ROOT).contains("websocket")) {
      throw new Fault(426, "this is a WebSocket: connect to it with ws:// or wss://");
    }
  }
}
