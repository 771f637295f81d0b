package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPMessage;
import io.vertx.core.AsyncResult;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.Orphan;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.dialog.Body;
import io.voxbus.sip.dialog.SipEffect;
import io.voxbus.sip.dialog.SipMachine;
import io.voxbus.sip.dialog.SipSignal;
import io.voxbus.sip.dialog.Talk;
import io.voxbus.sip.line.Extension;
import io.voxbus.sip.line.Party;
import io.voxbus.sip.stack.FarEnd;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dialog between the bus and the stack: messages become signals of its machine, effects become messages. All of it
 * happens on the event loop of its Call-ID, which the stack chooses; so it is no verticle of its own.
 */
final class SipLeg implements Party {
  private static final Logger LOG = LoggerFactory.getLogger(SipLeg.class);

  private final Name name;
  private final LegParts parts;
  private final LongSupplier clock;
  private final Reports reports;
  private final Search search;
  private final Keeping keeping;
  private final Requests requests;
  private SipSignal.@Nullable Replied lastReply;
  private final Replacement replacement = new Replacement(this);
  private SipMachine machine;
  private DialogLine line;
  private boolean searching;
  private boolean over;
  private long timer = -1;

  /** @param home the node of its call */
  record Name(String leg, String home) {}

  /** @param before where it was reached in older code; null: it is new */
  SipLeg(Name name, LegParts parts, SipMachine machine, DialogLine line,
      @Nullable Elsewhere elsewhere, @Nullable Extension before) {
    this.name = name;
    this.reports = new Reports(parts.bus(), name.leg(), name.home());
    this.parts = parts;
    this.clock = parts.bus().clock().of(name.leg());
    this.machine = machine;
    this.line = line;
    this.requests = new Requests(parts.bus(), this, before);
    this.search = new Search(parts.bus().vertx(), elsewhere);
    this.keeping = new Keeping(reports, name.home(), parts.bus().nodeId(), this::tell);
    parts.open().add(this);
  }

  @Override
  public void replacedBy(ServerTransaction invite) {
    SipLeg heir = Legs.heir(parts, name, invite);
    String offer = Received.body((SIPMessage) invite.getRequest()).sdp();
    onOwnLoop(() -> replacement.by(heir, offer));
  }

  @Override
  public void replacedFrom(SipRequest.TakeOver asked) {
    onOwnLoop(() -> replacement.by(
        new HeirElsewhere(parts.bus(), asked.heir(), asked.node()), asked.offer()));
  }

  @Override
  public Future<Boolean> hungUp(Orphan bye) {
    return Farewell.of(this, bye);
  }

  Requests requests() {
    return requests;
  }

  Extension extension() {
    return requests.extension();
  }

  DialogLine line() {
    return line;
  }

  SipRequest.Identity identity() {
    return line.identity();
  }

  boolean isTalking() {
    return machine.isTalking();
  }

  Replacement replacement() {
    return replacement;
  }

  void onOwnLoop(Runnable work) {
    parts.stack().run(line.callId(), work);
  }

  /** Sends it. */
  void invite() {
    line.calling().invite(this);
    setTimer();
    bePatient();
  }

  private void bePatient() {
    search.bePatient(() -> {
      if (!over && !searching) {
        line.giveUp();
        silent(Request.INVITE, 408, "no answer");
      }
    });
  }

  /** From now on it hears what is asked of it by its name. */
  void open() {
    requests.open(name.leg());
  }

  /** Null while it is in the middle of something. Nothing changes by it. */
  @Nullable
  Inheritance left() {
    Talk talk = over || searching ? null : machine.talk();
    boolean still = requests.isNamed() && !replacement.isAsked() && !keeping.left()
        && reports.areAt(name.home());
    return talk != null && still ? line.left(name, talk, extension()) : null;
  }

  /** Another leg has its place, in newer code. */
  void leaveSeat() {
    requests.leaveExtension();
    forget();
  }

  Future<?> leave(String node) {
    keeping.leave(node);
    search.over();
    if (node.isEmpty() || !machine.isTalking()) { // who rings is called anew there
      forget();
    } else {
      parts.bus().vertx().cancelTimer(timer);
      timer = parts.bus().vertx().setTimer(parts.config().times().endMillis(), due -> forget());
    }
    return Future.succeededFuture(new CallReply.Done());
  }

  Future<?> resume(SipRequest.Resume back) {
    if (!keeping.comesBack(back.dialog())) {
      forget();
      return Future.failedFuture(Fault.notFound("the dialog as it is now"));
    }
    isHere();
    setTimer();
    return Future.succeededFuture(new CallReply.Done());
  }

  /** It has come here from another node, or stays after all. */
  void isHere() {
    search.goOn();
  }

  /** With a confirmed dialog, which others have begun. */
  void goOn() {
    extension().connect(this);
    isHere();
    hosted();
    if (!name.home().equals(parts.bus().nodeId())) {
      requests.watch(name.home());
    }
    setTimer();
    keep();
  }

  void keep() {
    if (machine.isTalking()) {
      keeping.tell(line.kept(machine.session()));
    }
  }

  Future<?> want(SipRequest request) {
    if (!replacement.takes(request)) {
      on(new SipSignal.Wanted(request));
    }
    return Future.succeededFuture(new CallReply.Done());
  }

  /** The call is there and hears what this leg tells. */
  void hosted() {
    reports.open();
  }

  /** The call hears it through that node, and is lost with it. */
  void hostedAt(String node) {
    reports.goTo(node);
    requests.watch(node);
    hosted();
  }

  /** There is no call for it. */
  void refuse(int code, String reason) {
    on(new SipSignal.Wanted(new SipRequest.End(code, reason, Map.of())));
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public FarEnd farEnd() {
    return line.farEnd();
  }

  @Override
  public Future<?> asked(SipRequest request) {
    return requests.on(request);
  }

  @Override
  public void came(ServerTransaction transaction) {
    line.asked(transaction);
    on(Received.request(transaction.getRequest()));
  }

  @Override
  public void acked(SIPMessage ack) {
    on(new SipSignal.Acked(Received.body(ack)));
  }

  @Override
  public void neverAcked() {
    on(new SipSignal.NeverAcked());
  }

  /** A response from a further party that the INVITE was forked to is ended by the line itself. */
  @Override
  public void replied(ResponseEvent event) {
    if (line.isForOthers(event, over || searching)) {
      return;
    }
    SipSignal.Replied reply = Received.response(event.getResponse());
    search.heard();
    if (reply.code() < 200) {
      keeping.invited(event);
      on(reply);
    } else {
      ended(reply);
    }
  }

  private void ended(SipSignal.Replied reply) {
    if (line.tryNext(this, reply)) {
      bePatient();
    } else {
      on(reply);
    }
  }

  @Override
  public void silent(Request request) {
    if (line.isLast(request)) {
      silent(request.getMethod(), 408, "no answer");
    }
  }

  private void silent(String method, int code, String reason) {
    ended(new SipSignal.Replied(method, code, reason, Body.NONE, Map.of()));
  }

  void on(SipSignal signal) {
    if (over || searching) {
      if (searching && signal instanceof SipSignal.Wanted(SipRequest.End e)) {
        searching = false;
        forget();
      }
      return;
    }
    if (signal instanceof SipSignal.Replied reply) {
      lastReply = reply;
    }
    machine.on(signal, clock.getAsLong()).forEach(this::carryOut);
    setTimer();
    keep();
  }

  void setTimer() {
    if (keeping.left()) {
      return;
    }
    parts.bus().vertx().cancelTimer(timer);
    long next = machine.nextMillis();
    if (!over && next != Long.MAX_VALUE) {
      long wait = Math.max(1, next - clock.getAsLong());
      timer = parts.bus().vertx().setTimer(wait, due -> on(new SipSignal.Tick()));
    }
  }

  private void carryOut(SipEffect effect) {
    try {
      switch (effect) {
        case SipEffect.Tell(SipEvent event) -> {
          if (!search.keeps(event)) {
            tell(event);
          }
        }
        case SipEffect.Send send -> line.send(this, send);
        case SipEffect.Answer answer -> line.answer(answer);
        case SipEffect.AnswerReliably(int code, Body body) -> line.answerReliably(code, body);
        case SipEffect.Ack(String sdp) -> line.ack(sdp);
        case SipEffect.Prack() -> line.prack(this);
        case SipEffect.Cancel(Map<String, String> headers) -> line.calling().cancel(headers);
        case SipEffect.Authenticate(String method) -> authenticate(method);
        case SipEffect.InviteAgain again -> line.calling().again(this, again);
        case SipEffect.Forget() -> leave();
      }
    } catch (Exception e) {
      failed(effect, e);
    }
  }

  /** Without an account that fits, the challenge stands as a refusal. */
  private void authenticate(String method) throws Exception {
    SipSignal.Replied reply = lastReply;
    if (!line.authenticate(this, method) && reply != null) {
      on(new SipSignal.Replied(method, reply.code(), reply.reason(), Body.NONE, Map.of()));
    }
  }

  private void leave() {
    search.next().ifPresentOrElse(next -> {
      searching = true;
      next.onComplete(found -> onOwnLoop(() -> found(found)));
    }, this::forget);
  }

  private void found(AsyncResult<Invitation> found) {
    if (over) {
      return;
    }
    searching = false;
    if (found.succeeded()) {
      Invitation next = found.result();
      machine = SipMachine.calling(parts.config().times(), next.dial().offer(),
          clock.getAsLong());
      line = new DialogLine(parts, next.callId(), next);
      invite();
    } else {
      tell(new SipEvent.Refused(503, Fault.of(found.cause()).getMessage()));
      forget();
    }
  }

  void tell(SipEvent event) {
    if (!replacement.done()) {
      reports.tell(event);
    }
  }

  /** Tells it in the name of this leg. */
  void pass(SipEvent event) {
    reports.tell(event);
  }

  private void forget() {
    if (!over) {
      parts.open().remove(this);
    }
    over = true;
    line.giveUp();
    parts.bus().vertx().cancelTimer(timer);
    search.over();
    requests.end();
  }

  /** The stack has refused what we wanted to send: its state is not the one we believed. */
  private void failed(SipEffect effect, Exception failure) {
    LOG.atWarn().addKeyValue("leg", name.leg()).addKeyValue("effect",
        effect.getClass().getSimpleName()).setCause(failure).log("not sent");
    if (effect instanceof SipEffect.Send(String method, Body b, Map<String, String> h)) {
      silent(method, 503, String.valueOf(failure.getMessage()));
    }
  }
}
