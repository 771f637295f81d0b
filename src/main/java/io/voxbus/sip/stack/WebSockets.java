package io.voxbus.sip.stack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** SIP over WebSocket (RFC 7118): browsers connect to us, we never to them. */
final class WebSockets {
  private static final String SUBPROTOCOL = "sip";

  private final HttpServer server;
  private final ListenConfig config;
  private final String transport;
  private final Connections connections;

  WebSockets(Vertx vertx, ListenConfig config, boolean secure, Intake intake) {
    this.config = config;
    transport = secure ? "WSS" : "WS";
    connections = new Connections(vertx, intake, config, WebSockets::dial);
    HttpServerOptions options = new HttpServerOptions()
        .setWebSocketSubProtocols(List.of(SUBPROTOCOL))
        .setMaxWebSocketMessageSize(config.messageBytes())
        .setMaxWebSocketFrameSize(config.messageBytes())
        .setIdleTimeout((int) Objects.requireNonNull(config.idle()).millis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    server = vertx.createHttpServer(
        secure ? options.setSsl(true).setKeyCertOptions(Streams.keys(config)) : options);
  }

  Connections connections() {
    return connections;
  }

  Future<Connections> listen() {
    return server.webSocketHandler(this::accept)
        .requestHandler(request -> request.response().setStatusCode(426)
            .putHeader("Upgrade", "websocket").end())
        .listen(config.port(transport), config.listenHost()).map(listening -> {
          connections.listening(listening.actualPort());
          return connections;
        });
  }

  Future<Void> close() {
    connections.close();
    return server.close();
  }

  /** Takes a socket whose client speaks SIP, wherever its upgrade came in. */
  void accept(ServerWebSocket socket) {
    Connection accepted = SUBPROTOCOL.equals(socket.subProtocol())
        ? connections.accept(socket.remoteAddress(), Connection.Pipe.of(socket))
        : null;
    if (accepted == null) {
      socket.close((short) 1002, "subprotocol sip is needed");
      return;
    }
    socket.setWriteQueueMaxSize(config.queuedBytes());
    socket.textMessageHandler(
        text -> accepted.receivedWhole(io.vertx.core.buffer.Buffer.buffer(text)));
    socket.binaryMessageHandler(accepted::receivedWhole);
    socket.exceptionHandler(failure -> socket.close());
    socket.closeHandler(closed -> connections.closed(accepted));
  }

  private static Connection dial(Connections owner, InetSocketAddress peer) throws IOException {
    throw new IOException("no WebSocket of " + peer);
  }
}
