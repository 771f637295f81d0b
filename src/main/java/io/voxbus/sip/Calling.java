package io.voxbus.sip;

import io.voxbus.bus.Fault;
import io.voxbus.sip.dialog.SipEffect;
import io.voxbus.sip.dialog.SipSignal;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import javax.sip.Dialog;
import javax.sip.SipException;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/** How a dialog is begun by us: where its INVITE goes, and where next when nobody is there. */
final class Calling {
  private final SipStack stack;
  private final String callId;
  private final Invitation invitation;
  private final Exchanges exchanges;
  private final Line line;
  private final Attempt attempt;
  private final Queue<SipHop> hops = new ArrayDeque<>();
  private @Nullable SipHop hop;
  private boolean heard;

  /** What is begun. */
  interface Line {
    void goesTo(SipHop to);

    void with(@Nullable Dialog begun);
  }

  Calling(SipStack stack, String callId, Invitation invitation, Exchanges exchanges, Line line) {
    this.stack = stack;
    this.callId = callId;
    this.invitation = invitation;
    this.exchanges = exchanges;
    this.line = line;
    this.attempt = new Attempt(stack, callId);
  }

  /** Finds out where to and sends it there; what goes wrong comes as a response. */
  void invite(SipLeg leg) {
    List<SipURI> route = invitation.route();
    locate(leg, route.isEmpty() ? invitation.to() : route.getFirst(), () -> {
      SipHop first = hops.remove();
      SipURI contact = invitation.contact(stack.contact(first.transport()));
      Request request = invitation.request(contact, first.transport());
      for (SipURI proxy : route) {
        proxy.setLrParam();
        request.addLast(Words.HEADERS.createRouteHeader(Words.ADDRESSES.createAddress(proxy)));
      }
      send(leg, request, first);
    });
  }

  /** What can fail while an INVITE is sent. */
  private interface Sending {
    void send() throws Exception;
  }

  private void locate(SipLeg leg, SipURI target, Sending sending) {
    invitation.hops(target, stack).onComplete(resolved -> stack.run(callId, () -> {
      hops.clear();
      if (resolved.succeeded()) {
        resolved.result().stream()
            .filter(found -> stack.ports().containsKey(found.transport())).forEach(hops::add);
      }
      try {
        if (hops.isEmpty()) {
          leg.on(Attempt.refused(Fault.unavailable("no address for " + target.getHost())));
        } else {
          sending.send();
        }
      } catch (Exception e) {
        leg.on(Attempt.refused(Fault.of(e)));
      }
    }));
  }

  private void send(SipLeg leg, Request request, SipHop to) throws SipException {
    hop = to;
    line.goesTo(to);
    heard = false;
    exchanges.sent(request);
    attempt.send(request, to, to.equals(invitation.way()), transaction -> {
      transaction.setApplicationData(leg.extension());
      Dialog begun = transaction.getDialog();
      line.with(begun);
      if (begun != null) {
        begun.setApplicationData(leg.extension());
      }
    }, failure -> leg.on(Attempt.refused(failure)));
  }

  /** The same request, as it was changed, to the same server. */
  void again(SipLeg leg, Request request) throws SipException {
    send(leg, request, Objects.requireNonNull(hop));
  }

  void again(SipLeg leg, SipEffect.InviteAgain again) throws Exception {
    Request request = Invitation.again(exchanges.invite());
    Words.headers(request, again.headers());
    if (again.uri() == null) {
      again(leg, request);
    } else {
      SipURI target = Words.uri(again.uri());
      request.setRequestURI(target);
      locate(leg, target, () -> send(leg, request, hops.remove()));
    }
  }

  /** Somebody there has said something. */
  void heard(int status) {
    heard = heard || status < 300;
  }

  /**
   * RFC 3263 section 4.3: a server that cannot be reached makes room for the next one, which gets the same request. So
   * tag and Call-ID stay, as in RFC 3261 sections 8.1.3.4 and 8.1.3.5; the number grows, or a callee of both servers would
   * take it for a merged request (section 8.2.2.2). Another carrier gets another attempt, with a line and tag of its own.
   */
  boolean tryNext(SipLeg leg, SipSignal.Replied reply) {
    boolean unreachable = reply.method().equals(Request.INVITE) && !heard
        && (reply.code() == 503 || reply.code() == 408);
    if (!unreachable || hops.isEmpty() || exchanges.lastSent(Request.INVITE) == null) {
      return false;
    }
    try {
      send(leg, Invitation.again(exchanges.invite()), hops.remove());
    } catch (Exception e) {
      leg.on(reply);
    }
    return true;
  }

  void cancel(Map<String, String> headers) throws Exception {
    attempt.cancel(headers);
  }

  /** Nobody has answered it, and nobody waits for an answer any more. */
  void giveUp() {
    attempt.giveUp();
  }
}
