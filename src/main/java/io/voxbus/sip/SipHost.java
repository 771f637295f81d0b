package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Handover;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.carrier.CarrierCall;
import io.voxbus.sip.carrier.TrunkTally;
import io.voxbus.sip.kept.Withdrawal;
import io.voxbus.sip.line.Attendant;
import io.voxbus.sip.line.SipLine;
import io.voxbus.sip.orphan.Orphans;
import io.voxbus.sip.stack.SipCounts;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.SipStack;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Telephone calls of a node: places those of its calls, and asks for a call for each one that comes in. */
public final class SipHost extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SipHost.class);
  private static final String SERVER_TRACK = "server-side-track";

  private final Bus bus;
  private final SipConfig config;
  private final Consumer<SipStack> opened;
  private final SipGround ground;
  private final Set<SipLeg> open = ConcurrentHashMap.newKeySet();
  private final TrunkTally tally = new TrunkTally();
  private @Nullable Attendant attendant;
  private @Nullable SipStack stack;
  private @Nullable FrontDesk desk;
  private @Nullable Phonebook phonebook;
  private @Nullable Orphans orphans;

  /** @param opened told when the node can be called */
  public SipHost(Bus bus, SipConfig config, SipGround ground, Consumer<SipStack> opened) {
    this.bus = bus;
    this.config = config;
    this.ground = ground;
    this.opened = opened;
  }

  @Override
  public Future<?> start() {
    SipListening listener = new SipListening(this::called, this::outside);
    SipCounts counts = ground.meters()::sip;
    FrontDesk opening = new FrontDesk(vertx, config, counts);
    desk = opening;
    return opening.open()
        .compose(ready -> ground.line().open(Objects.requireNonNull(config.listen()),
            Objects.requireNonNull(config.guard()), counts))
        .onSuccess(line -> {
          attend(line, opening, listener);
          opened.accept(line.stack());
          LOG.atInfo().addKeyValue("ports", line.stack().ports()).log("telephone");
        });
  }

  /** From here on nothing can fail: who attended before is told nothing new any more. */
  private void attend(SipLine.Opened line, FrontDesk opening, SipListening listener) {
    stack = line.stack();
    opening.attach(line.stack(), ground, bus);
    phonebook = opening.phonebook(ground.bindings());
    listener.use(line.stack());
    ground.meters().sipOpen("transactions", line.stack()::transactions);
    ground.meters().sipOpen("connections", line.stack()::connections);
    Orphans waiting = new Orphans(bus, line.stack(),
        new Orphans.Ground(ground.calls(), ground.nodes(), ground.meters()::sip), context);
    orphans = waiting;
    attendant = new Attendant(listener, waiting.behind(opening.doorkeeper(line.guard())));
    bus.serve(Addresses.sip(), this::serve);
    bus.receive(Addresses.lostNodes(), tally::lost);
    ground.line().attach(attendant);
    opening.begin();
  }

  /** How many dialogs it has begun that have not ended. */
  int open() {
    return open.size();
  }

  /**
   * Its dialogs in which nothing is under way go on elsewhere.
   *
   * @param heir takes one, on the event loop of its Call-ID, or throws why not
   * @return how many went on
   */
  Future<Integer> bequeath(Consumer<Handover> heir) {
    List<Future<Integer>> asked = open.stream().map(leg -> Inheritance.bequeath(leg, heir))
        .toList();
    return Future.join(asked).map(all -> asked.stream().mapToInt(Future::result).sum());
  }

  /** A dialog of an older version goes on here. On the event loop of its Call-ID. */
  void inherit(Handover left) {
    Legs.inherit(parts(), Inheritance.of(left), Objects.requireNonNull(desk).carriers()::taken);
  }

  /** Another version attends to the line now. */
  Future<Void> retire() {
    return onOwnLoop(() -> {
      if (desk != null) {
        desk.abandonCarriers();
      }
      return Future.succeededFuture();
    });
  }

  /** The node leaves: carriers are told, while there is still a line to tell them. */
  Future<Void> leave() {
    return onOwnLoop(() -> desk == null ? Future.succeededFuture() : desk.leaveCarriers());
  }

  private Future<Void> onOwnLoop(Supplier<Future<Void>> work) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(go -> work.get().onComplete(done));
    return done.future();
  }

  /** Dialogs go on, on the line of the node. */
  @Override
  public Future<?> stop() {
    if (attendant != null) {
      ground.line().detach(attendant);
    }
    if (orphans != null) {
      orphans.stop();
    }
    if (desk == null) {
      return Future.succeededFuture();
    }
    desk.abandonCarriers();
    return desk.close();
  }

  private Future<?> serve(SipRequest request) {
    return switch (request) {
      case SipRequest.Dial dial -> Objects.requireNonNull(phonebook).find(dial)
          .compose(found -> switch (found) {
            case Phonebook.Way way -> place(invitation(way), bus.nodeId(), null);
            case Phonebook.Through carrier -> through(dial, carrier);
            case Phonebook.Phones phones -> Fork.ring(parts(), dial, phones);
          });
      case SipRequest.DialPhone one ->
        place(invitation(Phonebook.Way.to(one)), one.home(), null);
      case SipRequest.Resume resume ->
        Continuation.of(parts(), resume, Objects.requireNonNull(desk).carriers()::taken)
            .onSuccess(here -> Objects.requireNonNull(orphans).arrived(resume.dialog()));
      case SipRequest.Hear hear -> Continuation.of(parts(), hear)
          .onSuccess(here -> Objects.requireNonNull(orphans).heard(hear.call()));
      case SipRequest.Withdraw(SipInvite invite) -> {
        Withdrawal.send(vertx, parts().stack(), invite);
        yield Future.succeededFuture(new CallReply.Done());
      }
      case SipRequest.Seek seek -> Objects.requireNonNull(orphans).sought(seek);
      case SipRequest.Placed placed -> Objects.requireNonNull(orphans).placed(placed);
      case SipRequest.TrunkCalls told -> Future.succeededFuture(
          new SipRequest.Entered(tally.on(told, System.currentTimeMillis())));
      case SipRequest.TakeOver wanted -> Replacement.asked(parts(), wanted);
      default -> Future.failedFuture(Fault.badRequest("the SIP host only dials"));
    };
  }

  private Invitation invitation(Phonebook.Way way) {
    SipStack started = parts().stack();
    return Invitation.of(way, parts().config(),
        started.contact(started.ports().keySet().iterator().next()).getHost());
  }

  private Future<CallReply.Done> through(SipRequest.Dial dial, Phonebook.Through carrier) {
    FrontDesk desk = Objects.requireNonNull(this.desk);
    CarrierCall call = desk.carriers().call(carrier.trunks());
    TrunkLine line = new TrunkLine(call, dial, carrier.number(), parts().config(),
        desk::serviceRoute);
    return call.first().compose(line::invitation)
        .compose(invitation -> place(invitation, bus.nodeId(), line));
  }

  private Future<CallReply.Done> place(Invitation invitation, String home,
      @Nullable Elsewhere elsewhere) {
    LegParts parts = parts();
    Promise<CallReply.Done> placed = Promise.promise();
    parts.stack().run(invitation.callId(), () -> {
      Legs.call(parts, invitation, home, elsewhere);
      placed.complete(new CallReply.Done());
    });
    return placed.future();
  }

  /** An INVITE has come: it waits at its leg until there is a call for it. */
  private void called(ServerTransaction transaction) {
    SIPRequest invite = (SIPRequest) transaction.getRequest();
    Consumer<ServerTransaction> taker = SipStack.taker(invite);
    if (taker != null) {
      taker.accept(transaction);
      return;
    }
    if (invite.getHeader("Replaces") != null) {
      Replacement.come(parts(), transaction);
      return;
    }
    String id = UUID.randomUUID().toString();
    Map<String, String> headers = Received.lines(invite);
    SipLeg leg = Legs.called(parts(), id, transaction, headers);
    List<Route> routes = Objects.requireNonNull(desk).routes(SipStack.caller(invite),
        Received.dialled(invite));
    if (routes.getFirst() instanceof Route.Reject(int status, String reason)) {
      leg.refuse(status, reason);
      return;
    }
    CallOption option = CallOption.NONE.between(invite.getFrom().getAddress().getURI().toString(),
        invite.getTo().getAddress().getURI().toString(), Received.body(invite).sdp());
    CallSetup setup = new CallSetup(id, CallType.SIP, option, SERVER_TRACK, null, true,
        new CallSetup.Incoming(option.offer(), headers, routes));
    String callId = Received.callId(invite);
    bus.ask(Addresses.calls(bus.nodeId()), new CallRequest.HostCall(setup),
        CallReply.Hosted.class)
        .onComplete(hosted -> parts().stack().run(callId, () -> {
          if (hosted.succeeded()) {
            leg.hosted();
          } else {
            Fault fault = Fault.of(hosted.cause());
            leg.refuse(fault.code() >= 300 && fault.code() < 700 ? fault.code() : 500, "");
          }
        }));
  }

  /** What comes outside of a dialog and is no call. */
  private void outside(ServerTransaction transaction) throws Exception {
    SIPRequest request = (SIPRequest) transaction.getRequest();
    if (request.getMethod().equals(Request.REGISTER)) {
      Objects.requireNonNull(desk).register(transaction);
      return;
    }
    boolean asks = request.getMethod().equals(Request.OPTIONS);
    boolean inside = request.getToTag() != null || request.getMethod().equals(Request.CANCEL);
    SIPResponse response = request.createResponse(inside ? 481 : asks ? 200 : 405);
    if (request.getToTag() == null) {
      response.setToTag(Tags.random());
    }
    if (!asks || isWorthIt(request)) {
      Words.headers(response, Map.of("Allow", Invitation.ALLOW));
    }
    if (asks && isWorthIt(request)) {
      Words.headers(response,
          Map.of("Accept", "application/sdp", "Supported", "timer, 100rel, replaces"));
    }
    transaction.sendResponse(response);
  }

  /** Whoever sends a datagram in somebody else's name makes us send no more than he did. */
  private static boolean isWorthIt(SIPRequest request) {
    return !(SipStack.caller(request) instanceof Caller.Stranger)
        || !SipStack.source(request).transport().equals("UDP");
  }

  private LegParts parts() {
    return new LegParts(bus, Objects.requireNonNull(stack),
        Objects.requireNonNull(config.calls()), open, ground.nodes());
  }
}
