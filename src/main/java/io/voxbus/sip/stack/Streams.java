package io.voxbus.sip.stack;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** SIP over TCP and TLS. */
final class Streams {
  private static final int CONNECT_MILLIS = 5000;
  private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

  private final NetServer server;
  private final NetClient client;
  private final HostNames names;
  private final ListenConfig config;
  private final boolean secure;
  private final Connections connections;

  Streams(Vertx vertx, ListenConfig config, boolean secure, Intake intake, HostNames names) {
    this.config = config;
    this.secure = secure;
    this.names = names;
    connections = new Connections(vertx, intake, config, this::dial);
    server = vertx.createNetServer(serverOptions());
    client = vertx.createNetClient(clientOptions());
  }

  Connections connections() {
    return connections;
  }

  Future<Connections> listen() {
    return server.connectHandler(this::accept)
        .listen(config.port(secure ? "TLS" : "TCP"), config.listenHost()).map(listening -> {
          connections.listening(listening.actualPort());
          return connections;
        });
  }

  Future<Void> close() {
    connections.close();
    return Future.join(server.close(), client.close()).mapEmpty();
  }

  private NetServerOptions serverOptions() {
    NetServerOptions options = new NetServerOptions()
        .setIdleTimeout((int) Objects.requireNonNull(config.idle()).millis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setTcpNoDelay(true).setReuseAddress(true);
    return secure
        ? options.setSsl(true).setKeyCertOptions(keys(config))
            .setEnabledSecureTransportProtocols(TLS_VERSIONS)
        : options;
  }

  private NetClientOptions clientOptions() {
    NetClientOptions options = new NetClientOptions()
        .setIdleTimeout((int) Objects.requireNonNull(config.idle()).millis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setConnectTimeout(CONNECT_MILLIS)
        .setTcpNoDelay(true);
    if (!secure) {
      return options;
    }
    boolean verify = Objects.requireNonNull(config.verifyHost());
    options.setSsl(true).setEnabledSecureTransportProtocols(TLS_VERSIONS)
        .setHostnameVerificationAlgorithm(verify ? "HTTPS" : "").setKeyCertOptions(keys(config));
    return Objects.requireNonNull(config.trust()).isEmpty()
        ? options
        : options.setTrustOptions(new PemTrustOptions().addCertPath(config.trust()));
  }

  static PemKeyCertOptions keys(ListenConfig config) {
    return new PemKeyCertOptions().addCertPath(config.certificate()).addKeyPath(config.key());
  }

  private void accept(NetSocket socket) {
    socket.setWriteQueueMaxSize(config.queuedBytes());
    Connection accepted = connections.accept(socket.remoteAddress(), Connection.Pipe.of(socket));
    if (accepted == null) {
      socket.close();
      return;
    }
    socket.handler(accepted::received).exceptionHandler(failure -> socket.close())
        .closeHandler(closed -> connections.closed(accepted));
  }

  private Connection dial(Connections owner, InetSocketAddress peer) {
    Promise<Connection.Pipe> opened = Promise.promise();
    Connection dialed = new Connection(owner, peer, opened.future(), true);
    String address = peer.getAddress().getHostAddress();
    ConnectOptions target = new ConnectOptions()
        .setRemoteAddress(SocketAddress.inetSocketAddress(peer.getPort(), address))
        .setHost(names.of(peer)).setPort(peer.getPort()).setSsl(secure);
    client.connect(target).onSuccess(socket -> {
      socket.setWriteQueueMaxSize(config.queuedBytes()).handler(dialed::received)
          .exceptionHandler(failure -> socket.close())
          .closeHandler(closed -> dialed.ended());
      opened.complete(Connection.Pipe.of(socket));
    }).onFailure(failure -> {
      owner.intake().count("unreachable");
      dialed.ended();
      opened.fail(failure);
    });
    return dialed;
  }
}
