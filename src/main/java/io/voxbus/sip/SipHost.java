package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.guard.SourceGuard;
import io.voxbus.sip.stack.SipCounts;
import io.voxbus.sip.stack.SipSetup;
import io.voxbus.sip.stack.SipStack;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
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
  private final BindingDirectory bindings;
  private final SipCounts counts;
  private @Nullable SipStack stack;
  private @Nullable FrontDesk desk;
  private @Nullable Phonebook phonebook;

  /**
   * @param counts told of what is refused, dropped or lost
   * @param opened told when the node can be called
   */
  public SipHost(Bus bus, SipConfig config, BindingDirectory bindings, SipCounts counts,
      Consumer<SipStack> opened) {
    this.bus = bus;
    this.config = config;
    this.bindings = bindings;
    this.counts = counts;
    this.opened = opened;
  }

  @Override
  public Future<?> start() {
    SipListening listener = new SipListening(this::called, this::outside);
    SourceGuard guard = new SourceGuard(Objects.requireNonNull(config.guard()));
    FrontDesk opening = new FrontDesk(vertx, config, guard, counts);
    desk = opening;
    return opening.open().compose(open -> SipStack.start(vertx,
        new SipSetup(Objects.requireNonNull(config.listen()), guard,
            Objects.requireNonNull(config.guard()).retryAfterSeconds(), listener,
            opening.doorkeeper(), counts)))
        .onSuccess(started -> {
          stack = started;
          opening.attach(started, bindings, bus.nodeId());
          phonebook = opening.phonebook(bindings, bus.nodeId());
          listener.use(started);
          bus.serve(Addresses.sip(), this::serve);
          opened.accept(started);
          LOG.atInfo().addKeyValue("ports", started.ports()).log("telephone");
        });
  }

  @Override
  public Future<?> stop() {
    Future<Void> stopped = stack == null ? Future.succeededFuture() : stack.stop();
    return desk == null ? stopped : stopped.eventually(desk::close);
  }

  private Future<CallReply.Done> serve(SipRequest request) {
    if (!(request instanceof SipRequest.Dial dial)) {
      return Future.failedFuture(Fault.badRequest("the SIP host only dials"));
    }
    return Objects.requireNonNull(phonebook).find(dial).map(this::place);
  }

  private CallReply.Done place(Phonebook.Way way) {
    LegParts parts = parts();
    Invitation invitation = Invitation.of(way, parts.config(),
        parts.stack().contact(parts.stack().ports().keySet().iterator().next()).getHost());
    parts.stack().run(invitation.callId(), () -> SipLeg.call(parts, invitation));
    return new CallReply.Done();
  }

  /** An INVITE has come: it waits at its leg until there is a call for it. */
  private void called(ServerTransaction transaction) {
    SIPRequest invite = (SIPRequest) transaction.getRequest();
    String id = UUID.randomUUID().toString();
    SipLeg leg = SipLeg.called(parts(), id, transaction);
    CallOption option = CallOption.NONE.between(invite.getFrom().getAddress().getURI().toString(),
        invite.getTo().getAddress().getURI().toString(), Received.body(invite).sdp());
    Map<String, String> headers = Received.lines(invite);
    CallSetup setup = new CallSetup(id, CallType.SIP, option, SERVER_TRACK, null, true,
        new CallSetup.Incoming(option.offer(), headers));
    String callId = DialogLine.callId(invite);
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
    Words.headers(response, Map.of("Allow", Invitation.ALLOW));
    if (asks) {
      Words.headers(response, Map.of("Accept", "application/sdp", "Supported", "timer, 100rel"));
    }
    transaction.sendResponse(response);
  }

  private LegParts parts() {
    return new LegParts(bus, Objects.requireNonNull(stack),
        Objects.requireNonNull(config.calls()));
  }
}
