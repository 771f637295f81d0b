package io.voxbus.sip;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.api.SipOption;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.dialog.Body;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sip.InvalidArgumentException;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import javax.sip.header.CSeqHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * Whom we call and as whom: what the first INVITE is made from. Checked before anything is sent.
 *
 * @param callId of the dialog to be
 * @param way    to a phone that registered; null: it is found by the address that is called
 * @param path   proxies it must pass, nearest to us first
 * @param whom   who is called, as far as we know him
 */
record Invitation(SipURI to, SipURI from, String callId, SipRequest.Dial dial, PhoneConfig config,
    @Nullable SipHop way, List<SipURI> path, Caller whom) {
  static final String ALLOW = "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS, INFO,"
      + " MESSAGE, REFER, NOTIFY";

  /** @throws Fault 400 if it cannot be said in SIP */
  static Invitation of(Phonebook.Way way, PhoneConfig config, String host) {
    SipRequest.Dial dial = way.dial();
    SipRequest.Callee callee = dial.to();
    SipURI to = Words.uri(callee.uri());
    String realm = callee.sip() == null || callee.sip().realm() == null
        ? host
        : callee.sip().realm();
    SipURI from = callee.caller().isBlank()
        ? Words.uri("sip:" + user(callee.sip()) + "@" + realm)
        : Words.uri(callee.caller().contains("@") || callee.caller().contains(":")
            ? callee.caller()
            : callee.caller() + "@" + realm);
    if (callee.sip() != null && callee.sip().headers() != null) {
      callee.sip().headers().forEach(Words::check);
    }
    String callId = callee.callId() == null || callee.callId().isBlank()
        ? UUID.randomUUID().toString()
        : callee.callId();
    if (!callId.matches("[A-Za-z0-9.!%*_+`'~()<>:\\\\\"/\\[\\]?{}@-]{1,128}")) {
      throw Fault.badRequest("not a Call-ID: " + callId);
    }
    return new Invitation(to, from, callId, dial, config, way.hop(),
        way.path().stream().map(Words::route).toList(), way.whom());
  }

  /** Which proxies it passes, nearest to us first. */
  List<SipURI> route() {
    String proxy = config.proxy();
    boolean direct = way != null || proxy == null || proxy.isBlank();
    return direct || !path.isEmpty() ? path : List.of(Words.uri(String.valueOf(proxy)));
  }

  /** Where it can be sent to reach that; a phone is where its way leads. */
  Future<List<SipHop>> hops(SipURI target, SipStack stack) {
    return way == null || !target.equals(to)
        ? stack.resolve(target)
        : Future.succeededFuture(List.of(way));
  }

  private static String user(@Nullable SipOption sip) {
    return sip == null || sip.username() == null ? "voxbus" : sip.username();
  }

  /** @param contact our address by the transport the request takes */
  Request request(SipURI contact, String transport)
      throws ParseException, InvalidArgumentException {
    ViaHeader via = Words.HEADERS.createViaHeader(contact.getHost(), contact.getPort(), transport,
        null);
    via.setRPort();
    Address caller = Words.ADDRESSES.createAddress(from);
    Request invite = Words.MESSAGES.createRequest(to, Request.INVITE,
        Words.HEADERS.createCallIdHeader(callId),
        Words.HEADERS.createCSeqHeader(1L, Request.INVITE),
        Words.HEADERS.createFromHeader(caller, Tags.random()),
        Words.HEADERS.createToHeader(Words.ADDRESSES.createAddress(to), null), List.of(via),
        Words.HEADERS.createMaxForwardsHeader(70));
    invite.setHeader(Words.HEADERS.createContactHeader(Words.ADDRESSES.createAddress(contact)));
    Words.able(invite);
    Words.headers(invite, Map.of("User-Agent", config.userAgent(), "Session-Expires",
        String.valueOf(config.sessionSeconds()), "Min-SE", "90"));
    SipOption sip = dial.to().sip();
    if (sip != null && sip.headers() != null) {
      Words.custom(invite, sip.headers());
    }
    Words.content(invite, Body.sdp(dial.offer()));
    return invite;
  }

  /** Our Contact, as the client wants it if it says so. */
  SipURI contact(SipURI ours) throws ParseException {
    return contact(ours, user(), dial.to().sip());
  }

  /** In our Contact. */
  String user() {
    return from.getUser() == null ? "voxbus" : from.getUser();
  }

  static SipURI contact(SipURI ours, String user, @Nullable SipOption sip)
      throws ParseException {
    if (sip != null && sip.contact() != null && !sip.contact().isBlank()) {
      return Words.uri(sip.contact());
    }
    SipURI contact = (SipURI) ours.clone();
    contact.setUser(user);
    return contact;
  }

  /** The same INVITE once more: a new transaction, numbered one higher (RFC 3261 section 8.1.3.5). */
  static Request again(Request request) throws InvalidArgumentException {
    Request again = (Request) request.clone();
    ((ViaHeader) again.getHeader(ViaHeader.NAME)).removeParameter("branch");
    CSeqHeader number = (CSeqHeader) again.getHeader(CSeqHeader.NAME);
    number.setSeqNumber(number.getSeqNumber() + 1);
    return again;
  }
}
