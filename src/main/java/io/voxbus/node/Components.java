package io.voxbus.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.micrometer.backends.BackendRegistries;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.ai.providers.Providers;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Json;
import io.voxbus.bus.Parts;
import io.voxbus.call.record.CallRecordSink;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.NodeLoad;
import io.voxbus.directory.OpenPorts;
import io.voxbus.directory.Placement;
import io.voxbus.directory.SocketCount;
import io.voxbus.directory.lease.LastBeats;
import io.voxbus.directory.lease.Lease;
import io.voxbus.http.HealthHost;
import io.voxbus.http.IceConfig;
import io.voxbus.media.lasting.Lanes;
import io.voxbus.media.leg.RtpLegs;
import io.voxbus.media.leg.bot.BotLegs;
import io.voxbus.ice.RelayClient;
import io.voxbus.media.leg.webrtc.IceServer;
import io.voxbus.media.leg.webrtc.PortCounts;
import io.voxbus.media.leg.webrtc.WebRtcLegs;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.sip.line.SipLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs on a node: the parts that belong to it, and the components on top of them. */
final class Components {
  private static final Logger LOG = LoggerFactory.getLogger(Components.class);

  private static final int WARM_UP_MILLIS = 500;
  private static final long TURN_LOGIN_SECONDS = TimeUnit.DAYS.toSeconds(30);
  private static final int ENDING_CHECKS = 100;
  private static final int ENDING_CHECK_MILLIS = 30;

  private final NodeConfig config;
  private final Bus bus;
  private final Node.Ground ground;
  private final DiskWriters writers = new DiskWriters();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final OpenPorts ports = new OpenPorts();
  private final NodeLoad load;
  private final CallRecordSink records;
  private final WebRtcLegs webRtcLegs;
  private final Lanes lanes;
  private final SipLine line;
  private final Meters meters;
  private final Versions versions;
  private final Promise<Void> warmedUp = Promise.promise();
  private volatile boolean closing;

  Components(NodeConfig config, Bus bus, Node.Ground ground) {
    this.config = config;
    this.bus = bus;
    this.ground = ground;
    this.records = CallRecordSink.of(config.callrecord(), ground.vertx(),
        reason -> LOG.atError().log(reason));
    this.meters = new Meters(registry());
    this.load = new NodeLoad(new NodeEntry(bus.nodeId(), 0, config.call().maxCalls(), false,
        version(), System.currentTimeMillis(), 0), ground.shared().nodes(), ground.tenure());
    this.webRtcLegs = browserLegs();
    this.lanes = new Lanes(config.media().loops(), ground.tenure());
    this.line = new SipLine(ground.vertx());
    this.versions = new Versions(parts(), config.deploy().folder(), plugins());
  }

  private MeterRegistry registry() {
    return BackendRegistries.getNow(ground.registry());
  }

  private Parts parts() {
    SocketCount sockets = new SocketCount(config.http().maxSockets());
    meters.sockets(sockets::open);
    meters.calls(load::calls);
    bus.onRoundTrip(meters::roundTrip);
    meters.refused(ground.refused());
    meters.stands(ground.tenure()::runs);
    PortCounts dropped = webRtcLegs.port().counts();
    PortCounts.all().forEach((what, count) -> meters.webRtcDropped(what, dropped, count));
    return new Parts(bus, Json.mapper().valueToTree(config))
        .with(CallDirectory.class, ground.shared().calls())
        .with(NodeDirectory.class, ground.shared().nodes())
        .with(BindingDirectory.class, ground.shared().bindings())
        .with(Lease.class, ground.tenure()).with(LastBeats.class, ground.own().beats())
        .with(LeaseDirectory.class, ground.shared().leases()).with(NodeLoad.class, load)
        .with(DiskWriters.class, writers).with(ExecutorService.class, blocking)
        .with(CallRecordSink.class, records).with(Meters.class, meters)
        .with(SocketCount.class, sockets).with(OpenPorts.class, ports)
        .with(WebRtcLegs.class, webRtcLegs).with(RtpLegs.class, new RtpLegs(config.rtp()))
        .with(Lanes.class, lanes)
        .with(SipLine.class, line)
        .with(BotLegs.class, new BotLegs(ground.vertx(), config.bots()))
        .with(TtsCache.class, phrases())
        .with(Providers.class, new Providers(ground.vertx(),
            Objects.requireNonNull(config.ai().providers()), plugins()))
        .with(Placement.class, new Placement(bus.nodeId(), ground.shared().nodes()));
  }

  private TtsCache phrases() {
    TtsCache cache = new TtsCache(Objects.requireNonNull(config.ai().cache()), writers);
    meters.phrases("memory", cache, TtsCache::memoryHits);
    meters.phrases("disk", cache, TtsCache::diskHits);
    meters.phrases("miss", cache, TtsCache::misses);
    meters.phraseBytes("memory", cache, TtsCache::memoryBytes);
    meters.phraseBytes("disk", cache, TtsCache::diskBytes);
    return cache;
  }

  int port() {
    return ports.of(OpenPorts.HTTP);
  }

  int managementPort() {
    return ports.of(OpenPorts.MANAGEMENT);
  }

  int audioSocketPort() {
    return ports.of(OpenPorts.AUDIO_SOCKET);
  }

  /** Transport, as a Via writes it, to the port on which telephones reach this node. */
  Map<String, Integer> sipPorts() {
    Map<String, Integer> sip = new HashMap<>(ports.all());
    sip.remove(OpenPorts.HTTP);
    sip.remove(OpenPorts.MANAGEMENT);
    sip.remove(OpenPorts.AUDIO_SOCKET);
    return sip;
  }

  private Path plugins() {
    return Path.of(Objects.requireNonNull(config.ai().plugins()));
  }

  Versions versions() {
    return versions;
  }

  NodeLoad load() {
    return load;
  }

  Meters meters() {
    return meters;
  }

  Future<Void> ready() {
    return warmedUp.future().compose(warm -> ground.tenure().running());
  }

  /** Why this node is not ready for calls; empty when it is. */
  Future<String> unready() {
    String reason = missing();
    return !reason.isEmpty()
        ? Future.succeededFuture(reason)
        : ground.shared().nodes().safe()
            .map(safe -> safe ? "" : "the copies of what the nodes share are not made yet");
  }

  private String missing() {
    if (load.draining()) {
      return "draining";
    }
    if (closing) {
      return "stopping";
    }
    if (!warmedUp.future().succeeded()) {
      return "starting";
    }
    return ground.tenure().runs() ? "" : "cut off from most other nodes";
  }

  /** Deploys one after the other, providers first. */
  Future<Void> deploy() {
    Future<Void> deployed = versions.startProviders();
    for (ComponentKind kind : ComponentKind.values()) {
      if (kind != ComponentKind.SIP || Boolean.TRUE.equals(config.sip().enabled())) {
        deployed = deployed.compose(before -> versions.start(kind));
      }
    }
    return deployed.compose(all -> deployHealth()).onSuccess(all -> {
      load.report();
      warmUp();
    });
  }

  private Future<Void> deployHealth() {
    return config.http().managementPort() < 0
        ? Future.succeededFuture()
        : ground.vertx().deployVerticle(new HealthHost(config.http(), this::unready,
            ground.registry(), ports)).mapEmpty();
  }

  /** What makes the first calls of browsers and telephones slow is done before the node is ready, but not while it starts. */
  private void warmUp() {
    ground.vertx().timer(WARM_UP_MILLIS, TimeUnit.MILLISECONDS)
        .compose(due -> ground.vertx().executeBlocking(() -> {
          webRtcLegs.warmUp();
          return null;
        })).onFailure(
            failure -> LOG.atError().setCause(failure).log("this node does not get ready"))
        .compose(warm -> versions.warmUp()).compose(warm -> versions.fingerprint())
        .onComplete(warmedUp);
  }

  /**
   * The calls end and are written down, carriers are told, then what the components hold is given back, the line last:
   * all of it needs sockets and the bus, so it is over before Vert.x closes.
   */
  Future<Void> close() {
    closing = true;
    return endCalls().compose(ended -> records.close())
        .eventually(versions::leave).eventually(versions::close).eventually(line::close)
        .onComplete(closed -> meters.sipClosed())
        .transform(written -> ground.vertx().executeBlocking(() -> {
          writers.close();
          blocking.shutdown();
          lanes.close();
          webRtcLegs.close();
          return null;
        }));
  }

  /** Lets every client of this node's calls know, and waits until the calls have been written down. */
  private Future<Void> endCalls() {
    return ground.shared().calls().list().compose(entries -> {
      entries.stream().filter(entry -> entry.node().equals(bus.nodeId()))
          .forEach(entry -> bus.ask(Addresses.call(entry.id()),
              new CallRequest.Kill("system", "system"), CallReply.Done.class));
      return untilNoCalls(ENDING_CHECKS);
    }).recover(failure -> Future.succeededFuture());
  }

  private Future<Void> untilNoCalls(int checks) {
    return load.calls() == 0 || checks == 0
        ? Future.succeededFuture()
        : ground.vertx().timer(ENDING_CHECK_MILLIS, TimeUnit.MILLISECONDS)
            .compose(due -> untilNoCalls(checks - 1));
  }

  /** As the jar tells; classes in a folder have none. */
  static String version() {
    String version = Components.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private WebRtcLegs browserLegs() {
    boolean keys = !config.http().keys().isEmpty();
    return WebRtcLegs.open(keys ? config.webrtc() : config.webrtc().sheltered(), config.rtp(),
        ground.shared().identity(), ice());
  }

  /** The node logs in to TURN servers for as long as it may run. */
  private WebRtcLegs.Ice ice() {
    List<IceServer> servers = new ArrayList<>();
    long expiry = System.currentTimeMillis() / 1000 + TURN_LOGIN_SECONDS;
    for (IceConfig.Server server : config.ice().servers()) {
      IceConfig.Login login = server.login(bus.nodeId(), expiry);
      RelayClient.Login known = login.username() == null || login.credential() == null
          ? null
          : new RelayClient.Login(login.username(), login.credential());
      server.urls().stream().map(url -> IceServer.of(url, known)).filter(Objects::nonNull)
          .forEach(servers::add);
    }
    return new WebRtcLegs.Ice(config.ice().mode() == IceConfig.Mode.LITE, servers);
  }
}
