package io.voxbus.media.leg.bot;

import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.voxbus.bus.Fault;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** Connects to bots; one pool for all calls. */
final class BotLines {
  private static final int ANY_NUMBER = 10_000;
  private static final int UNREACHABLE = 502;
  private static final int LATE = 504;

  private final BotConfig config;
  private final WebSocketClient sockets;
  private final NetClient plain;

  BotLines(Vertx vertx, BotConfig config) {
    this.config = config;
    sockets = vertx.createWebSocketClient(
        new WebSocketClientOptions().setMaxFrameSize(config.maxMessageBytes())
            .setMaxMessageSize(config.maxMessageBytes()).setMaxConnections(ANY_NUMBER));
    plain = vertx.createNetClient(
        new NetClientOptions().setConnectTimeout((int) config.connectTimeout().millis())
            .setTcpNoDelay(true));
  }

  /**
   * @param schemes that are allowed
   * @throws Fault 400 for what is no such address
   */
  static URI address(String url, String... schemes) {
    try {
      URI address = new URI(url.strip());
      for (String scheme : schemes) {
        if (address.getHost() != null && scheme.equalsIgnoreCase(address.getScheme())) {
          return address;
        }
      }
    } catch (URISyntaxException notOne) {
      // refused below: the text may hold a credential
    }
    throw Fault.badRequest("mediaPass.url wants " + String.join(":// or ", schemes) + "://");
  }

  /** On the event loop on which the listener is called. */
  void connect(URI address, String subprotocol, BotLine.Listener listener) {
    if (address.getScheme().toLowerCase(Locale.ROOT).equals("tcp")) {
      plain.connect(address.getPort(), address.getHost())
          .onSuccess(socket -> new TcpLine(socket, config, listener))
          .onFailure(why -> failed(listener, why));
    } else {
      sockets.connect(options(address, subprotocol))
          .onSuccess(socket -> new SocketLine(socket, config, listener))
          .onFailure(why -> failed(listener, why));
    }
  }

  private WebSocketConnectOptions options(URI address, String subprotocol) {
    boolean ssl = address.getScheme().equalsIgnoreCase("wss");
    int usual = ssl ? 443 : 80;
    String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    WebSocketConnectOptions options = new WebSocketConnectOptions().setHost(address.getHost())
        .setPort(address.getPort() < 0 ? usual : address.getPort()).setSsl(ssl)
        .setURI(address.getRawQuery() == null ? path : path + "?" + address.getRawQuery())
        .setTimeout(config.connectTimeout().millis());
    if (!subprotocol.isEmpty()) {
      options.addSubProtocol(subprotocol);
    }
    return options;
  }

  private static void failed(BotLine.Listener listener, Throwable why) {
    switch (why) {
      case UpgradeRejectedException refusal ->
        listener.failed(UNREACHABLE, "the bot refused with status " + refusal.getStatus());
      case TimeoutException late -> listener.failed(LATE, "the bot did not answer in time");
      default -> listener.failed(UNREACHABLE, "the bot can't be reached");
    }
  }
}
