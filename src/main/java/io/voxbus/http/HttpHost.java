package io.voxbus.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import io.voxbus.bus.Bus;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.OpenPorts;
import io.voxbus.directory.SocketCount;
import io.voxbus.http.caller.AudioSocketHost;
import io.voxbus.http.door.AdminKeys;
import io.voxbus.http.door.Answers;
import io.voxbus.http.door.Keys;
import io.voxbus.http.door.PlainHttp;
import io.voxbus.http.llm.LlmRoutes;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The API and the page. One instance an event loop; they share the port. */
public final class HttpHost extends VerticleBase {
  private static final int SEND_BUFFER = 64 * 1024;
  private static final int LONGEST_DAYS = 1;
  /** A free port as well, but the same for all instances and versions. */
  private static final int ANY_SHARED = -1;

  private final Bus bus;
  private final HttpConfig config;
  private final IceConfig ice;
  private final Directories directories;
  private final SocketCount sockets;
  private final OpenPorts ports;
  private @Nullable HttpServer server;
  private @Nullable AudioSocketHost audioSocket;

  /** What all nodes share. */
  public record Directories(CallDirectory calls, NodeDirectory nodes) {}

  /** @param ports told the port once it is open */
  public HttpHost(Bus bus, HttpConfig config, IceConfig ice, Directories directories,
      SocketCount sockets, OpenPorts ports) {
    this.bus = bus;
    this.config = config;
    this.ice = ice;
    this.directories = directories;
    this.sockets = sockets;
    this.ports = ports;
  }

  @Override
  public Future<?> start() {
    return vertx.createHttpServer(options()).requestHandler(router())
        .listen(config.port() == 0 ? ANY_SHARED : config.port(), config.listenHost())
        .onSuccess(opened -> {
          server = opened;
          ports.opened(OpenPorts.HTTP, opened.actualPort());
        }).compose(opened -> listenForAudioSocket());
  }

  private Future<?> listenForAudioSocket() {
    if (config.callers().audiosocketPort() < 0) {
      return Future.succeededFuture();
    }
    AudioSocketHost host = new AudioSocketHost(bus, config.callers(), config.ping().millis(),
        port -> ports.opened(OpenPorts.AUDIO_SOCKET, port));
    audioSocket = host;
    return vertx.deployVerticle(host);
  }

  /** Accepts nothing more; comes when the last socket and the last answer have ended. */
  Future<Void> retire() {
    HttpServer open = server;
    Future<Void> last = audioSocket == null ? Future.succeededFuture() : audioSocket.retire();
    return open == null
        ? last
        : Future.join(last, open.shutdown(LONGEST_DAYS, TimeUnit.DAYS)).mapEmpty();
  }

  private HttpServerOptions options() {
    // A small send buffer, so that a client that does not read is noticed within seconds of audio.
    return PlainHttp.options().setMaxWebSocketFrameSize(config.maxFrameBytes())
        .setMaxWebSocketMessageSize(config.maxMessageBytes())
        .addWebSocketSubProtocol("media").setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false).setSendBufferSize(SEND_BUFFER)
        .setTcpNoDelay(true);
  }

  Router router() {
    Router router = Router.router(vertx);
    if (!config.corsOrigins().isEmpty()) {
      router.route().handler(cors());
    }
    new PageRoutes().mount(router);
    new ApiRoutes().mount(router);
    new AdminRoutes(bus, directories.nodes(), new AdminKeys(config.adminKeys(), config.keys()))
        .mount(router);
    Keys keys = new Keys(config.keys(), LlmRoutes.PATH);
    CallerRoutes callers = new CallerRoutes(bus, config, sockets, keys);
    callers.mountUnguarded(router,
        BodyHandler.create(false).setBodyLimit(config.maxBodyBytes()));
    router.route().handler(keys::check);
    callers.mount(router);
    new SocketRoutes(bus, config, directories.calls(), sockets).mount(router);
    BodyHandler body = BodyHandler.create(false).setBodyLimit(config.maxBodyBytes());
    new CallRoutes(bus, directories.calls()).mount(router, body);
    new PrecacheRoutes(bus).mount(router, body);
    new ClusterRoutes(bus.nodeId(), directories.nodes(), config.demo()).mount(router);
    new EventRoutes(bus, sockets, config.maxQueuedBytes()).mount(router);
    new LlmRoutes(vertx, config.llm(), keys).mount(router);
    new IceRoutes(ice).mount(router);
    router.errorHandler(400, request -> Answers.error(request, 400, "malformed request"));
    router.errorHandler(404, request -> Answers.error(request, 404, "there is no such page"));
    router.errorHandler(405,
        request -> Answers.error(request, 405, "that method is not for this page"));
    router.errorHandler(413, request -> Answers.error(request, 413, "the body is too large"));
    router.errorHandler(500, request -> Answers.error(request, 500, "internal error"));
    return router;
  }

  private CorsHandler cors() {
    CorsHandler cors = CorsHandler.create()
        .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE,
            HttpMethod.OPTIONS))
        .allowedHeaders(Set.of("content-type", "authorization", "accept", "origin"));
    if (config.corsOrigins().contains("*")) {
      cors.addOriginWithRegex(".*");
    } else {
      config.corsOrigins().forEach(cors::addOrigin);
    }
    return cors;
  }
}
