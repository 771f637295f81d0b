package io.voxbus.node;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.micrometer.backends.BackendRegistries;
import io.voxbus.ai.AiHost;
import io.voxbus.ai.Providers;
import io.voxbus.audio.file.Limits;
import io.voxbus.bus.Bus;
import io.voxbus.call.CallHost;
import io.voxbus.call.CallServices;
import io.voxbus.call.record.CallRecordSink;
import io.voxbus.call.webhook.Webhook;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.Placement;
import io.voxbus.http.HealthHost;
import io.voxbus.http.HttpHost;
import io.voxbus.http.SocketCount;
import io.voxbus.media.Library;
import io.voxbus.media.MediaHost;
import io.voxbus.media.leg.RtpLegs;
import io.voxbus.media.leg.bot.BotLegs;
import io.voxbus.media.leg.webrtc.PortCounts;
import io.voxbus.media.leg.webrtc.WebRtcLegs;
import io.voxbus.media.record.Recorders;
import io.voxbus.media.source.MediaFiles;
import io.voxbus.media.source.SafeFetch;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.sip.SipGround;
import io.voxbus.sip.SipHost;
import io.voxbus.ws.WsHost;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs on a node, in the order in which it starts: name and how to deploy it. */
final class Components {
  private static final Logger LOG = LoggerFactory.getLogger(Components.class);

  private static final int WARM_UP_MILLIS = 500;
  private static final int ENDING_CHECKS = 100;
  private static final int ENDING_CHECK_MILLIS = 30;

  private final NodeConfig config;
  private final Bus bus;
  private final Node.Ground ground;
  private final DiskWriters writers = new DiskWriters();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final SocketCount sockets;
  private final CallRecordSink records;
  private final Providers providers;
  private @Nullable WebRtcLegs webRtcLegs;
  private final Map<String, String> deployments = new ConcurrentHashMap<>();
  private volatile int port;
  private volatile int managementPort;
  private volatile Map<String, Integer> sipPorts = Map.of();
  private final Promise<Void> warmedUp = Promise.promise();
  private volatile boolean closing;

  Components(NodeConfig config, Bus bus, Node.Ground ground) {
    this.config = config;
    this.bus = bus;
    this.ground = ground;
    this.records = CallRecordSink.of(config.callrecord(), ground.vertx(),
        reason -> LOG.atError().log(reason));
    this.sockets = new SocketCount(config.http().maxSockets());
    this.providers = new Providers(ground.vertx(), Objects.requireNonNull(config.ai().providers()),
        Path.of(Objects.requireNonNull(config.ai().plugins())));
    providers.problems().forEach(problem -> LOG.atWarn().log(problem));
  }

  int port() {
    return port;
  }

  Future<Void> ready() {
    return warmedUp.future();
  }

  private boolean isReady() {
    return warmedUp.future().succeeded() && !closing && ground.safe().getAsBoolean();
  }

  /** Transport, as a Via writes it, to the port on which telephones reach this node. */
  Map<String, Integer> sipPorts() {
    return sipPorts;
  }

  int managementPort() {
    return managementPort;
  }

  /** Deploys one after the other: who listens to the world comes last. */
  Future<Void> deploy() {
    Map<String, Supplier<Deployable>> components = components();
    Future<Void> deployed = Future.succeededFuture();
    for (Map.Entry<String, Supplier<Deployable>> component : components.entrySet()) {
      deployed = deployed.compose(before -> ground.vertx()
          .deployVerticle(component.getValue(), options(component.getKey()))
          .onSuccess(id -> deployments.put(component.getKey(), id)).mapEmpty());
    }
    return deployed.onSuccess(all -> warmUp());
  }

  /** What makes the first call of a browser slow is done before the node is ready, but not while it starts. */
  private void warmUp() {
    WebRtcLegs warming = Objects.requireNonNull(webRtcLegs);
    ground.vertx().timer(WARM_UP_MILLIS, TimeUnit.MILLISECONDS)
        .compose(due -> ground.vertx().executeBlocking(() -> {
          warming.warmUp();
          return null;
        })).onFailure(
            failure -> LOG.atError().setCause(failure).log("this node does not get ready"))
        .<Void>mapEmpty().onComplete(warmedUp);
  }

  Future<Void> close() {
    closing = true;
    return endCalls().compose(ended -> leaveCarriers()).compose(ended -> records.close())
        .eventually(providers::stop)
        .transform(written -> ground.vertx().executeBlocking(() -> {
          writers.close();
          blocking.shutdown();
          if (webRtcLegs != null) {
            webRtcLegs.close();
          }
          return null;
        }));
  }

  /** Lets every client of this node's calls know, and waits until the calls have been written down. */
  private Future<Void> endCalls() {
    return ground.calls().list().compose(entries -> {
      entries.stream().filter(entry -> entry.node().equals(bus.nodeId()))
          .forEach(entry -> bus.ask(Addresses.call(entry.id()),
              new CallRequest.Kill("system", "system"), CallReply.Done.class));
      return untilNoCalls(ENDING_CHECKS);
    }).recover(failure -> Future.succeededFuture());
  }

  /** While everything it needs for that still runs. */
  private Future<Void> leaveCarriers() {
    String telephone = deployments.remove("sip");
    return telephone == null
        ? Future.succeededFuture()
        : ground.vertx().undeploy(telephone).otherwiseEmpty();
  }

  private Future<Void> untilNoCalls(int checks) {
    return ground.calls().list().compose(entries -> {
      boolean over = entries.stream().noneMatch(entry -> entry.node().equals(bus.nodeId()));
      return over || checks == 0
          ? Future.succeededFuture()
          : ground.vertx().timer(ENDING_CHECK_MILLIS, TimeUnit.MILLISECONDS)
              .compose(due -> untilNoCalls(checks - 1));
    });
  }

  private Map<String, Supplier<Deployable>> components() {
    Vertx vertx = ground.vertx();
    Library library = new Library(
        new MediaFiles(Path.of(Objects.requireNonNull(config.media().root()))),
        new SafeFetch(vertx, config.fetch()), blocking,
        new Limits(config.media().maxFileMb() * 1_000_000L,
            config.media().maxFileMinutes() * 60L * 48_000));
    WebRtcLegs webRtc = browserLegs();
    webRtcLegs = webRtc;
    Meters meters = new Meters(BackendRegistries.getNow(ground.registry()));
    meters.sockets(sockets::open);
    PortCounts dropped = webRtc.port().counts();
    PortCounts.all().forEach((what, count) -> meters.webRtcDropped(what, dropped, count));
    Placement placement = new Placement(bus.nodeId(), ground.nodes());
    Map<String, Supplier<Deployable>> all = new LinkedHashMap<>();
    all.put("ai", () -> new AiHost(bus, config.ai(), providers));
    all.put("media",
        () -> new MediaHost(bus, config.media(), legs(webRtc),
            new Recorders(config.recorder(), writers), library));
    all.put("call", () -> new CallHost(new CallServices(bus, ground.calls(), ground.nodes(),
        config.dump(), writers, records, meters, webhook()), config.call()));
    if (Boolean.TRUE.equals(config.sip().enabled())) {
      all.put("sip", () -> telephone(meters));
    }
    all.put("ws", () -> new WsHost(bus, config.ws(), placement));
    if (config.http().managementPort() >= 0) {
      all.put("health", () -> new HealthHost(config.http(),
          this::isReady,
          ground.registry(),
          opened -> managementPort = opened));
    }
    all.put("http", () -> new HttpHost(bus, config.http(), config.ice(),
        new HttpHost.Directories(ground.calls(), ground.nodes()), sockets,
        opened -> port = opened));
    all.put("node", () -> new NodeHost(bus, ground.nodes(), version()));
    return all;
  }

  private SipHost telephone(Meters meters) {
    return new SipHost(bus, config.sip(),
        new SipGround(ground.bindings(), ground.leases(), meters),
        started -> sipPorts = started.ports());
  }

  /** As the jar tells; classes in a folder have none. */
  private static String version() {
    String version = Components.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private MediaHost.Legs legs(WebRtcLegs webRtc) {
    return new MediaHost.Legs(new RtpLegs(config.rtp()), webRtc::open, webRtc::prepare,
        new BotLegs(ground.vertx(), config.bots())::open);
  }

  private WebRtcLegs browserLegs() {
    boolean keys = !config.http().keys().isEmpty();
    return WebRtcLegs.open(keys ? config.webrtc() : config.webrtc().sheltered(), config.rtp());
  }

  private Webhook webhook() {
    return new Webhook(ground.vertx(),
        Objects.requireNonNull(config.call().incoming().webhook()));
  }

  private static DeploymentOptions options(String component) {
    int instances = component.equals("http") ? Runtime.getRuntime().availableProcessors() : 1;
    return new DeploymentOptions().setInstances(instances);
  }
}
