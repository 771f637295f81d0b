package io.voxbus.sip.registrar;

import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.header.MinExpires;
import gov.nist.javax.sip.header.SIPDateHeader;
import gov.nist.javax.sip.header.Supported;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.voxbus.directory.Binding;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.sip.line.Flows;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.Calendar;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers REGISTER. The door has asked for the password already. */
public final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  private final SipStack stack;
  private final BindingDirectory bindings;
  private final RegistrarConfig config;
  private final RegisterRules rules;
  private final String nodeId;
  private final Flows flows;

  public Registrar(SipStack stack, Flows flows, BindingDirectory bindings,
      RegistrarConfig config, String nodeId) {
    this.stack = stack;
    this.flows = flows;
    this.bindings = bindings;
    this.config = config;
    this.rules = new RegisterRules(config);
    this.nodeId = nodeId;
    stack.onConnectionEnd(this::forget);
  }

  /** Keeps the ways to phones behind NAT open; to be called once in a while. */
  public void keepAlive() {
    flows.alive(System.currentTimeMillis()).forEach(flow -> stack.keepAlive(
        new SipHop(InetAddress.ofLiteral(flow.host()), flow.port(), flow.transport(), "")));
  }

  /** A phone whose connection is gone can't be called: nobody connects to phones. */
  private void forget(SipHop peer) {
    Binding.Flow flow = new Binding.Flow(nodeId, peer.transport(), peer.getHost(), peer.port());
    flows.lost(flow).forEach(user -> bindings.change(user,
        held -> held.stream().filter(one -> !one.flow().equals(flow)).toList()));
  }

  /** On the event loop of the request's Call-ID. */
  public void register(ServerTransaction transaction) {
    SIPRequest request = (SIPRequest) transaction.getRequest();
    String user = RegisterMessage.user(request);
    if (!(SipStack.caller(request) instanceof Caller.User(String name)) || !name.equals(user)) {
      send(transaction, request.createResponse(403));
      return;
    }
    Registration wanted;
    try {
      wanted = RegisterMessage.read(request, nodeId);
    } catch (RegisterRules.Refused e) {
      send(transaction, refusal(request, e));
      return;
    }
    long now = System.currentTimeMillis();
    bindings.change(user, held -> rules.apply(held, wanted, now))
        .onSuccess(held -> held.stream().filter(one -> one.flow().equals(wanted.flow()))
            .forEach(one -> flows.add(one.flow(), user, one.expiresMillis())))
        .onComplete(done -> stack.run(wanted.callId(), () -> send(transaction, done.succeeded()
            ? accepted(request, done.result(), now)
            : failed(request, done.cause()))));
  }

  private SIPResponse failed(SIPRequest request, Throwable cause) {
    if (cause instanceof RegisterRules.Refused refused) {
      return refusal(request, refused);
    }
    LOG.atWarn().setCause(cause).log("bindings can't be changed");
    return request.createResponse(500);
  }

  private SIPResponse refusal(SIPRequest request, RegisterRules.Refused refused) {
    SIPResponse response = request.createResponse(refused.status(), refused.getMessage());
    if (refused.status() == 423) {
      MinExpires least = new MinExpires();
      try {
        least.setExpires((int) (Objects.requireNonNull(config.minExpires()).millis() / 1000));
      } catch (InvalidArgumentException e) {
        throw new IllegalStateException(e);
      }
      response.setHeader(least);
    }
    return response;
  }

  /** RFC 3261 section 10.3, step 8; RFC 3327 section 5.3: the path is told back. */
  private static SIPResponse accepted(SIPRequest request, List<Binding> held, long nowMillis) {
    SIPResponse response = request.createResponse(200);
    ContactList contacts = new ContactList();
    for (Binding one : RegisterRules.live(held, nowMillis)) {
      contact(one, nowMillis, contacts);
    }
    if (!contacts.isEmpty()) {
      response.setHeader(contacts);
    }
    SIPDateHeader date = new SIPDateHeader();
    date.setDate(Calendar.getInstance(TimeZone.getTimeZone("GMT")));
    response.setHeader(date);
    if (request.getHeader("Path") != null) {
      response.setHeader(new Supported("path"));
      RegisterMessage.copyPath(request, response);
    }
    return response;
  }

  private static void contact(Binding binding, long nowMillis, ContactList contacts) {
    try {
      Contact contact = new Contact();
      AddressImpl address = new AddressImpl();
      address.setURI(new StringMsgParser().parseUrl(binding.contact()));
      contact.setAddress(address);
      contact.setExpires((int) Math.max(1, (binding.expiresMillis() - nowMillis) / 1000));
      if (binding.q() < 1) {
        contact.setQValue((float) binding.q());
      }
      if (binding.instance() != null) {
        contact.setParameter("+sip.instance", "\"" + binding.instance() + "\"");
      }
      contacts.add(contact);
    } catch (ParseException | InvalidArgumentException e) {
      LOG.atDebug().setCause(e).log("a contact can't be told");
    }
  }

  private static void send(ServerTransaction transaction, SIPResponse response) {
    try {
      if (response.getToTag() == null) {
        response.setToTag(Long.toHexString(System.nanoTime()));
      }
      transaction.sendResponse(response);
    } catch (SipException | InvalidArgumentException e) {
      LOG.atDebug().setCause(e).log("a REGISTER can't be answered");
    }
  }
}
