package io.voxbus.sip;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Json;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.LocalBindings;
import io.voxbus.directory.LocalCalls;
import io.voxbus.directory.LocalLeases;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.SipOption;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SipWaiting;
import io.voxbus.sip.line.SipLine;
import io.voxbus.sip.stack.ListenConfig;
import io.voxbus.sip.stack.SipStack;
import io.voxbus.testing.SharedDirectory;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The telephone of a node on free ports of loopback, with the test in the place of its calls. */
final class TestPhones implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;
  static final String OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
      + "t=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
  static final String ANSWER = OFFER.replace("4000", "5000");

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1", id -> Future.failedFuture(Fault.notFound(id)),
      Duration.ofSeconds(PATIENCE_SECONDS));
  private final BlockingQueue<CallSetup> calls = new LinkedBlockingQueue<>();
  private final Map<String, BlockingQueue<SipEvent>> events = new ConcurrentHashMap<>();
  private final Map<String, BlockingQueue<SipWaiting>> waiting = new ConcurrentHashMap<>();
  private final BlockingQueue<SipInvite> invites = new LinkedBlockingQueue<>();
  private final Map<String, BlockingQueue<SipDialog>> kept = new ConcurrentHashMap<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SipLine line = new SipLine(vertx);
  private final SipGround ground;
  private final SipConfig config;
  private SipHost host;
  private SipHost former;
  private String deployment;
  private @Nullable Fault refusing;
  private @Nullable SipStack stack;

  private TestPhones(SipConfig config, BindingDirectory bindings) {
    this(config, bindings, new LocalCalls());
  }

  private TestPhones(SipConfig config, BindingDirectory bindings, CallDirectory directory) {
    bus.serve(Addresses.calls("n1"), (CallRequest request) -> {
      CallSetup setup = ((CallRequest.HostCall) request).setup();
      if (refusing != null) {
        return Future.failedFuture(refusing);
      }
      listen(setup.callId());
      calls.add(setup);
      return Future.succeededFuture(new CallReply.Hosted("n1"));
    });
    this.config = config;
    ground = new SipGround(bindings, new LocalLeases(), directory, new Meters(meters),
        line,
        () -> List.of("n1", "n2"));
    attend();
  }

  private void attend() {
    host = new SipHost(bus, config, ground, started -> stack = started);
    deployment = TestStack.await(vertx.deployVerticle(host));
  }

  /** Replaces the telephone as a node does that has new code for it; what the old one still has to do. */
  IntSupplier replace() {
    SipHost before = host;
    String running = deployment;
    attend();
    TestStack.await(before.retire());
    TestStack.await(vertx.undeploy(running));
    return before::open;
  }

  /** The same, and what can goes on in the new one; how many did. */
  int migrate() {
    former = host;
    replace();
    return move();
  }

  /** What has stayed in the one before and can now goes on in the newest; how many did. */
  int move() {
    return TestStack.await(former.bequeath(host::inherit));
  }

  /** The same, where the newest can't read any of it. */
  int moveInVain() {
    return TestStack.await(former.bequeath(
        left -> host.inherit(new Handover("of another shape", left.things()))));
  }

  /** What goes on in the newest. */
  int open() {
    return host.open();
  }

  private static SipConfig config(PhoneConfig calls, @Nullable Path plan) {
    return new SipConfig(true, TestStack.listen("127.0.0.1"), TestStack.trusting("127.0.0.0/8"),
        null, null, null, null, null, null, plan == null ? null : plan.toString(), null, calls);
  }

  /** With the sections of its configuration that are given as JSON. */
  static TestPhones start(String json, BindingDirectory bindings) {
    try {
      SipConfig given = Json.mapper().readValue(json, SipConfig.class);
      ListenConfig listen = json.contains("\"listen\"")
          ? given.listen()
          : TestStack.listen("127.0.0.1");
      return new TestPhones(new SipConfig(true, listen, TestStack.trusting("127.0.0.0/8"),
          given.auth(), given.registrar(), given.users(),
          given.trunks(), given.registerUsers(), given.registration(), given.dialPlan(), null,
          given.calls()), bindings);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** That asks this name server. */
  static TestPhones asking(String dns) {
    ListenConfig free = TestStack.listen("127.0.0.1");
    ListenConfig listen = new ListenConfig(free.host(), null, free.udp(), free.tcp(), null, null,
        null, null, null, null, null, 0, 0, 0, 0, 0, 0, null, null, 0, 0, null, List.of(dns),
        null);
    return listening(listen);
  }

  static TestPhones listening(ListenConfig listen) {
    return new TestPhones(new SipConfig(true, listen, TestStack.trusting("127.0.0.0/8"), null, null,
        null, null, null, null, null, null, null), new LocalBindings());
  }

  static TestPhones start() {
    return start(new PhoneConfig(null, null, null, null, false));
  }

  static TestPhones start(PhoneConfig config) {
    return new TestPhones(config(config, null), new LocalBindings());
  }

  /** With a dial plan, and phones that are registered. */
  static TestPhones start(BindingDirectory bindings, Path plan) {
    return new TestPhones(config(new PhoneConfig(null, null, null, null, false), plan), bindings);
  }

  /** A node of a cluster which knows of telephone calls of others. */
  static TestPhones survivor() {
    CallEntry other = new CallEntry("other", CallType.SIP, "n0", 1, "answered", 1, null, null, null,
        null, Json.mapper().createObjectNode());
    SharedDirectory directory = new SharedDirectory();
    directory.entries.put(other.id(), other);
    return new TestPhones(config(new PhoneConfig(null, null, null, null, false), null),
        new LocalBindings(), directory);
  }

  /** Another node tells how many calls of a trunk it has. */
  void tell(String trunk, String node, int calls) {
    TestStack.await(bus.ask(Addresses.sip(),
        new SipRequest.TrunkCalls(trunk, node, calls, false, 1, 0), SipRequest.Entered.class));
  }

  /** Another node is lost. */
  void lose(String node) {
    bus.publishHere(Addresses.lostNodes(), node);
  }

  /** From now on there is no call for whoever calls. */
  void refuse(Fault fault) {
    refusing = fault;
  }

  /** What a meter shows of one of its tags; NaN: nothing. */
  double meter(String name, String tag) {
    return meters.getMeters().stream().filter(one -> one.getId().getName().equals(name))
        .filter(one -> one.getId().getTags().stream().anyMatch(of -> of.getValue().equals(tag)))
        .mapToDouble(one -> one.measure().iterator().next().getValue()).findFirst()
        .orElse(Double.NaN);
  }

  /** Waits until that is what a meter shows. */
  void until(String name, String tag, double value) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (meter(name, tag) != value) {
      if (System.nanoTime() > end) {
        throw new AssertionError(name + " is " + meter(name, tag));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** Ends the telephone as a node does that is stopped. */
  void stop() {
    TestStack.await(host.leave());
    TestStack.await(vertx.undeploy(deployment));
    TestStack.await(line.close());
  }

  int port(String transport) {
    return stack.ports().get(transport);
  }

  Vertx vertx() {
    return vertx;
  }

  SipStack stack() {
    return stack;
  }

  /** A phone that talks to this telephone. */
  SipPeer peer(String transport) {
    return transport.equals("UDP") ? SipPeer.udp(port("UDP")) : SipPeer.tcp(port("TCP"));
  }

  /** Goes on with a dialog of another node. */
  Future<CallReply.Done> resume(String leg, SipDialog dialog) {
    listen(leg);
    return bus.ask(Addresses.sip(), new SipRequest.Resume(leg, dialog), CallReply.Done.class);
  }

  /** How another node would go on with a call that has come in and is not answered. */
  SipWaiting waiting(String leg) {
    return next(waiting.get(leg), "INVITE of " + leg);
  }

  /** Hears an INVITE that another node has heard. */
  Future<CallReply.Done> hear(String leg, SipWaiting call) {
    listen(leg);
    return bus.ask(Addresses.sip(), new SipRequest.Hear(leg, call), CallReply.Done.class);
  }

  /** How another node would take back the INVITE that was heard last. */
  SipInvite invited() {
    return next(invites, "INVITE");
  }

  /** Takes back an INVITE of another node. */
  Future<CallReply.Done> withdraw(SipInvite invite) {
    return bus.ask(Addresses.sip(), new SipRequest.Withdraw(invite), CallReply.Done.class);
  }

  /** Places a call to a phone, which hears the INVITE next. */
  void dial(String leg, SipPeer to) {
    dial(leg, "sip:bob@" + to.address(), null);
  }

  void dial(String leg, String uri, @Nullable SipOption sip) {
    dial(leg, uri, "sip:alice@a.test", sip);
  }

  void dial(String leg, String uri, String caller, @Nullable SipOption sip) {
    listen(leg);
    TestStack.await(bus.ask(Addresses.sip(), new SipRequest.Dial(leg,
        new SipRequest.Callee(uri, caller, sip, null), OFFER), CallReply.Done.class));
  }

  /** The fault with which a call is refused that cannot be placed. */
  Fault cannotDial(String uri, @Nullable SipOption sip) {
    try {
      dial("none", uri, sip);
      throw new AssertionError("it was placed");
    } catch (AssertionError e) {
      if (e.getCause() != null && e.getCause().getCause() instanceof Fault fault) {
        return fault;
      }
      throw e;
    }
  }

  void ask(String leg, SipRequest request) {
    bus.send(Addresses.sip(leg), request);
  }

  /** The next call that comes in. */
  CallSetup call() {
    return next(calls, "call");
  }

  /** Calls that have come in and were not taken yet. */
  int waitingCalls() {
    return calls.size();
  }

  /** Whether no other node could go on with a call that has come in, as far as was told. */
  boolean keptNothing(String leg) {
    return waiting.get(leg).isEmpty();
  }

  /** What the leg tells next. */
  SipEvent told(String leg) {
    return next(events.get(leg), "event of " + leg);
  }

  /** How another node would go on with it now. */
  SipDialog kept(String leg) {
    return next(kept.get(leg), "dialog of " + leg);
  }

  /** The headers of a request inside the dialog of this answer to the peer's own INVITE. */
  static String[] dialog(SipText answer, String... more) {
    String[] headers = new String[more.length + 3];
    headers[0] = "Call-ID: " + answer.header("Call-ID");
    headers[1] = "From: " + answer.header("From");
    headers[2] = "To: " + answer.header("To");
    System.arraycopy(more, 0, headers, 3, more.length);
    return headers;
  }

  /** The headers of a request of the peer inside the dialog that our INVITE to it began. */
  static String[] inverse(SipText invite, String tag, String... more) {
    String[] headers = new String[more.length + 3];
    headers[0] = "Call-ID: " + invite.header("Call-ID");
    headers[1] = "From: " + invite.header("To") + ";tag=" + tag;
    headers[2] = "To: " + invite.header("From");
    System.arraycopy(more, 0, headers, 3, more.length);
    return headers;
  }

  /** A message with a body in the place of none. */
  static String with(String message, String type, String body) {
    return message.replace("Content-Length: 0\r\n\r\n",
        "Content-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  static String withSdp(String message, String sdp) {
    return with(message, "application/sdp", sdp);
  }

  private void listen(String leg) {
    BlockingQueue<SipEvent> queue = new LinkedBlockingQueue<>();
    BlockingQueue<SipDialog> dialogs = new LinkedBlockingQueue<>();
    BlockingQueue<SipWaiting> calling = new LinkedBlockingQueue<>();
    waiting.put(leg, calling);
    events.put(leg, queue);
    kept.put(leg, dialogs);
    bus.receive(Addresses.sipEvents(leg), (SipEvent event) -> {
      if (event instanceof SipEvent.Kept(SipDialog dialog)) {
        dialogs.add(dialog);
      } else if (event instanceof SipEvent.Waits(SipWaiting call)) {
        calling.add(call);
      } else if (event instanceof SipEvent.Invited(SipInvite invite)) {
        invites.add(invite);
      } else {
        queue.add(event);
      }
    });
  }

  private static <T> T next(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no " + what);
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    TestStack.await(vertx.close());
  }
}
