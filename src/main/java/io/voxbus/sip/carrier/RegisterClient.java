package io.voxbus.sip.carrier;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.voxbus.bus.CallClock;
import io.voxbus.metrics.Meters;
import io.voxbus.sip.carrier.RegistrationMachine.Effect;
import io.voxbus.sip.carrier.RegistrationMachine.Signal;
import io.voxbus.sip.line.Enrolment;
import io.voxbus.sip.line.SipLine;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import io.voxbus.sip.stack.Uris;
import java.text.ParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one account registered, on the event loop of its Call-ID. */
final class RegisterClient {
  private static final Logger LOG = LoggerFactory.getLogger(RegisterClient.class);
  private static final String LINE = "line";

  private final Tools tools;
  private final SipStack stack;
  private final CarrierAccount account;
  private final LongSupplier clock;
  private final RegistrationMachine machine;
  private final Enrolment enrolment;
  private final Queue<SipHop> hops = new ArrayDeque<>();
  private final Promise<Void> over = Promise.promise();
  private final AccountProof proof;
  private volatile @Nullable SipHop hop;
  private volatile List<String> serviceRoute = List.of();
  private @Nullable SIPRequest sent;
  private @Nullable SIPResponse challenge;
  private boolean left;
  private long timer = -1;

  /** What every client of a node works with. */
  record Tools(SipLine line, SipStack stack, Vertx vertx, String userAgent,
      RegistrationMachine.Times times,
      Meters meters) {}

  RegisterClient(Tools tools, CarrierAccount account) {
    this.tools = tools;
    this.account = account;
    clock = new CallClock().of(account.name());
    stack = tools.stack();
    enrolment = tools.line().enrolment(account.name());
    machine = new RegistrationMachine(tools.times(), RandomGenerator.getDefault());
    proof = new AccountProof(account);
  }

  void start() {
    if (!enrolment.known()) {
      tools.meters().registered(account.name(), false);
    }
    stack.run(enrolment.callId(), () -> on(new Signal.Start()));
  }

  /** Leaves the registration to who comes next. */
  void abandon() {
    stack.run(enrolment.callId(), () -> {
      left = true;
      sent = null;
      tools.vertx().cancelTimer(timer);
    });
  }

  /** Gives the registration back; over, on the caller's event loop, when that was answered or has failed. */
  Future<Void> stop() {
    stack.run(enrolment.callId(), () -> on(new Signal.Stop()));
    return Future.fromCompletionStage(over.future().toCompletionStage(),
        tools.vertx().getOrCreateContext());
  }

  /** Whether a request is from the server that we are registered with, or for the Contact that only that one knows. */
  boolean leadsHere(SipHop source, SipURI target) {
    SipHop server = hop;
    boolean same = server != null && server.address().equals(source.address())
        && server.port() == source.port() && server.transport().equals(source.transport());
    return same || enrolment.line().equals(target.getParameter(LINE));
  }

  String name() {
    return account.name();
  }

  /** RFC 3608: the proxies that our calls shall go through, the nearest first; none: straight to the server. */
  List<String> serviceRoute() {
    return serviceRoute;
  }

  /** Keeps the way through a NAT open for its calls. */
  void keepAlive() {
    SipHop server = hop;
    if (server != null) {
      stack.keepAlive(server);
    }
  }

  private void on(Signal signal) {
    if (left) {
      return;
    }
    machine.on(signal, clock.getAsLong()).forEach(this::carryOut);
    tools.vertx().cancelTimer(timer);
    long next = machine.nextMillis();
    if (next != Long.MAX_VALUE) {
      timer = tools.vertx().setTimer(Math.max(1, next - clock.getAsLong()),
          due -> on(new Signal.Tick()));
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Register(long seconds) -> register(seconds);
      case Effect.Prove(long seconds) -> prove(seconds);
      case Effect.Registered(long seconds) -> {
        proof.accepted();
        tools.meters().registered(account.name(), true);
        LOG.atInfo().addKeyValue("account", account.name()).addKeyValue("seconds", seconds)
            .log("registered");
      }
      case Effect.Failed(int code, String reason, long retry) -> LOG.atWarn()
          .addKeyValue("account", account.name()).addKeyValue("code", code)
          .addKeyValue("retryMillis", retry).log("registration failed: {}", reason);
      case Effect.Lapsed() -> {
        serviceRoute = List.of();
        tools.meters().registered(account.name(), false);
        LOG.atWarn().addKeyValue("account", account.name()).log("registration lapsed");
      }
      case Effect.Over() -> {
        tools.meters().registered(account.name(), false);
        tools.line().forget(account.name());
        over.tryComplete();
      }
    }
  }

  /** The server that answered last comes first. */
  private void register(long seconds) {
    proof.begin();
    SipHop known = hop;
    if (seconds == 0 && known != null) {
      hops.clear();
      send(known, seconds);
      return;
    }
    resolve().onComplete(found -> stack.run(enrolment.callId(), () -> {
      List<SipHop> ordered = new ArrayList<>(found.succeeded() ? found.result() : List.of());
      if (known != null && ordered.remove(known)) {
        ordered.addFirst(known);
      }
      hops.clear();
      hops.addAll(ordered);
      if (hops.isEmpty()) {
        on(new Signal.Answered(503, "no address for " + account.servers(), 0, 0, 0, false));
      } else {
        send(hops.remove(), seconds);
      }
    }));
  }

  /** Addresses of all servers in their order, of transports that this node speaks; a name that is unknown has none. */
  private Future<List<SipHop>> resolve() {
    List<Future<List<SipHop>>> each = account.servers().stream()
        .map(server -> stack.resolve(Uris.parse(server))
            .recover(unknown -> Future.succeededFuture(List.of())))
        .toList();
    return Future.join(each).map(all -> all.<List<SipHop>>list().stream().flatMap(List::stream)
        .filter(found -> stack.ports().containsKey(found.transport())).toList());
  }

  private void send(SipHop to, long seconds) {
    SIPRequest request = request(to, seconds);
    proof.further(request);
    transmit(to, request, seconds);
  }

  private void prove(long seconds) {
    SIPResponse asked = Objects.requireNonNull(challenge);
    SipHop to = Objects.requireNonNull(hop);
    SIPRequest request = request(to, seconds);
    if (proof.prove(request, asked)) {
      transmit(to, request, seconds);
    } else {
      on(new Signal.Unproven(asked.getStatusCode(), String.valueOf(asked.getReasonPhrase())));
    }
  }

  private SIPRequest request(SipHop to, long seconds) {
    String domain = account.domain().isEmpty()
        ? Uris.parse(account.servers().getFirst()).getHost()
        : account.domain();
    try {
      SipURI self = Uris.parse("sip:" + account.user() + "@" + domain);
      SipURI contact = stack.contact(to.transport());
      contact.setUser(account.user());
      contact.setParameter(LINE, enrolment.line());
      SIPRequest request = new Draft(Request.REGISTER, Uris.parse(domain), self,
          account.displayName(),
          contact, tools.userAgent()).write(enrolment.callId(),
              enrolment.number().incrementAndGet(), enrolment.tag(), to.transport());
      request.setHeader(Draft.HEADERS.createHeader("Expires", String.valueOf(seconds)));
      request.addHeader(Draft.HEADERS.createHeader("Supported", "path"));
      return request;
    } catch (ParseException e) {
      throw new IllegalArgumentException("can't be registered: " + account, e);
    }
  }

  /** What comes for a request that is not the last one any more is not asked for. */
  private void transmit(SipHop to, SIPRequest request, long seconds) {
    hop = to;
    sent = request;
    Question.ask(stack, request, to).onSuccess(answer -> {
      if (request.equals(sent)) {
        answered(answer, seconds);
      }
    });
  }

  /** RFC 3263 section 4.3: a server that is out of order makes room for the next one. */
  private void answered(SIPResponse answer, long seconds) {
    boolean out = answer.getStatusCode() == Response.REQUEST_TIMEOUT
        || answer.getStatusCode() == Response.SERVICE_UNAVAILABLE;
    if (out && !hops.isEmpty()) {
      send(hops.remove(), seconds);
      return;
    }
    challenge = answer;
    if (answer.getStatusCode() / 100 == 2) {
      serviceRoute = AccountProof.values(answer, "Service-Route");
    }
    on(new Signal.Answered(answer.getStatusCode(), String.valueOf(answer.getReasonPhrase()),
        granted(answer, seconds), AccountProof.number(answer, "Min-Expires"),
        AccountProof.number(answer, "Retry-After"), AccountProof.isStale(answer)));
  }

  /** Section 10.2.4: what our Contact in the answer says counts, then the whole answer, then what we asked for. */
  private long granted(SIPResponse answer, long asked) {
    ContactList contacts = answer.getContactHeaders();
    if (contacts != null) {
      for (Contact contact : contacts) {
        if (contact.getExpires() >= 0 && contact.getAddress().getURI() instanceof SipURI uri
            && (enrolment.line().equals(uri.getParameter(LINE)) || contacts.size() == 1)) {
          return contact.getExpires();
        }
      }
    }
    return answer.getHeader("Expires") == null
        ? asked
        : AccountProof.number(answer, "Expires");
  }
}
