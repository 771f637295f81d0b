package io.voxbus.sip.stack;

import gov.nist.javax.sip.SipStackImpl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.sip.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sip.ListeningPoint;
import javax.sip.SipProvider;
import org.jspecify.annotations.Nullable;

/** Opens sockets, then the stack above them; closes what is open when one of them fails. */
final class StackStart {
  private static final int STOP_MILLIS = 2000;
  /** So long a request that is too large for UDP waits for TCP. */
  private static final int CONNECT_MILLIS = 1000;

  private final Vertx vertx;
  private final SipSetup setup;
  private final ListenConfig config;
  private final HostNames names = new HostNames();
  private final AtomicBoolean refusing = new AtomicBoolean();
  private final ThreadGroup threads = new ThreadGroup("sip-stack");
  private final Map<String, Transport.Sockets> sockets = new LinkedHashMap<>();
  private final Map<String, Transport> transports = new LinkedHashMap<>();
  private final List<Connections> connections = new ArrayList<>();
  private final List<Supplier<Future<Void>>> closing = new ArrayList<>();

  StackStart(Vertx vertx, SipSetup setup) {
    this.vertx = vertx;
    this.setup = setup;
    config = setup.listen();
  }

  Future<SipStack> start() {
    int loops = Runtime.getRuntime().availableProcessors();
    return Loops
        .start(vertx, loops, new Loops.Bounds(config.waiting(),
            Objects.requireNonNull(config.late()).millis(), System::nanoTime))
        .compose(this::on)
        .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
  }

  private Future<SipStack> on(Loops loops) {
    closing.add(loops::stop);
    Intake intake = new Intake(loops, setup.guard(),
        new Limits(config.headers(), config.lineBytes(), config.messageBytes()), setup.counts());
    return udp(intake).compose(done -> streams(intake, false))
        .compose(done -> streams(intake, true)).compose(done -> webSockets(intake, false))
        .compose(done -> webSockets(intake, true))
        .compose(done -> vertx.executeBlocking(() -> stack(loops), false));
  }

  private Future<Void> udp(Intake intake) {
    if (config.port("UDP") < 0) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(() -> {
      UdpSockets opened = new UdpSockets(intake,
          new InetSocketAddress(config.listenHost(), config.port("UDP")), config.udpBytes());
      sockets.put("UDP", opened);
      closing.addFirst(() -> vertx.executeBlocking(() -> {
        opened.close();
        return null;
      }, false));
      return null;
    }, false);
  }

  private Future<Void> streams(Intake intake, boolean secure) {
    String name = secure ? "TLS" : "TCP";
    if (config.port(name) < 0) {
      return Future.succeededFuture();
    }
    Streams streams = new Streams(vertx, config, secure, intake, names);
    closing.addFirst(streams::close);
    return streams.listen().map(opened -> add(name, opened));
  }

  private Future<Void> webSockets(Intake intake, boolean secure) {
    String name = secure ? "WSS" : "WS";
    if (config.port(name) < 0) {
      return Future.succeededFuture();
    }
    WebSockets webSockets = new WebSockets(vertx, config, secure, intake);
    closing.addFirst(webSockets::close);
    return webSockets.listen().map(opened -> add(name, opened));
  }

  private @Nullable Void add(String name, Connections opened) {
    sockets.put(name, opened);
    connections.add(opened);
    return null;
  }

  private SipStack stack(Loops loops) throws Exception {
    if (sockets.isEmpty()) {
      throw new IllegalArgumentException("SIP listens on no transport");
    }
    String self = OwnAddress.of(config);
    sockets.forEach((name, opened) -> transports.put(name,
        new Transport(name, opened, self, loops)));
    FrontDoor door = new FrontDoor(setup.doorkeeper(),
        callId -> refusing.get() || loops.isBusy(callId),
        setup.retryAfterSeconds(), setup.counts());
    SipStackImpl stack = inOwnThreads(
        () -> JainStack.create("voxbus-" + UUID.randomUUID(), new JainStack.Parts(loops,
            new HopRouter(), this::adopt, door)));
    closing.add(closing.size() - 1, () -> vertx.executeBlocking(() -> stop(stack), false));
    SipProvider provider = provider(stack);
    connections.forEach(opened -> opened.start(transportOf(opened)));
    if (sockets.get("UDP") instanceof UdpSockets udp) {
      udp.start(transportOf(udp));
    }
    return new SipStack(new StackParts(stack, provider, loops, Map.copyOf(transports),
        List.copyOf(connections),
        new HopFinder(vertx, Objects.requireNonNull(config.dns()), transports.keySet()), names,
        large(), refusing, this::close));
  }

  private LargeRequests large() {
    boolean wanted = Boolean.TRUE.equals(config.largeByTcp());
    return new LargeRequests(
        wanted && sockets.get("TCP") instanceof Connections tcp ? tcp::reach : null,
        CONNECT_MILLIS, System::currentTimeMillis);
  }

  private Transport transportOf(Transport.Sockets opened) {
    return transports.entrySet().stream().filter(one -> opened.equals(sockets.get(one.getKey())))
        .map(Map.Entry::getValue).findFirst().orElseThrow();
  }

  private Transport adopt(gov.nist.javax.sip.stack.SIPTransactionStack stack, InetAddress address,
      int port, String name) throws IOException {
    Transport transport = Objects.requireNonNull(transports.get(name));
    transport.initialize(address, port, stack);
    return transport;
  }

  private SipProvider provider(SipStackImpl stack) throws Exception {
    SipProvider provider = null;
    for (Map.Entry<String, Transport.Sockets> one : sockets.entrySet()) {
      ListeningPoint point = stack.createListeningPoint(config.listenHost(), one.getValue().port(),
          one.getKey());
      if (provider == null) {
        provider = stack.createSipProvider(point);
        provider.addSipListener(setup.listener());
      } else {
        provider.addListeningPoint(point);
      }
    }
    return Objects.requireNonNull(provider);
  }

  /** The stack starts a thread that it forgets to end: made in a group of its own it can be found. */
  private <T> T inOwnThreads(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(threads, task, "sip-start");
    thread.start();
    return task.get();
  }

  private @Nullable Void stop(SipStackImpl stack)
      throws InterruptedException {
    stack.stop();
    threads.interrupt();
    Thread[] left = new Thread[threads.activeCount() + 8];
    int count = threads.enumerate(left);
    for (int i = 0; i < count; i++) {
      left[i].join(STOP_MILLIS);
    }
    return null;
  }

  /** One after the other, the loops last. */
  private Future<Void> close() {
    Future<Void> closed = Future.succeededFuture();
    for (Supplier<Future<Void>> one : List.copyOf(closing)) {
      closed = closed.transform(before -> one.get());
    }
    closing.clear();
    return closed;
  }
}
