package io.voxbus.sip.stack;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.header.extensions.ReplacesHeader;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipProvider;
import javax.sip.address.SipURI;
import javax.sip.header.Header;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * SIP on all transports of a node: JAIN-SIP parses and keeps transactions and dialogs, everything below it is ours.
 * Whatever concerns one Call-ID, listener, timers and our own calls of the stack, happens on one event loop.
 */
public final class SipStack {
  private static final byte[] KEEP_ALIVE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final StackParts parts;

  SipStack(StackParts parts) {
    this.parts = parts;
  }

  /** Starts with everybody let in. */
  public static Future<SipStack> start(Vertx vertx, SipSetup setup) {
    return new StackStart(vertx, setup).start();
  }

  /** Sends and receives on all transports. */
  public SipProvider provider() {
    return parts.provider();
  }

  /** Does it on the event loop of a Call-ID; at once when this is it. */
  public void run(String callId, Runnable work) {
    parts.loops().run(callId, work);
  }

  /** Our address as others reach it. */
  public SipURI contact(String transport) {
    String name = transport.toUpperCase(Locale.ROOT);
    Transport listening = parts.transports().get(name);
    if (listening == null) {
      throw new IllegalArgumentException("not listening on " + transport);
    }
    return Uris.sip(listening.self(), listening.getPort(),
        name.equals("UDP") ? "" : name.toLowerCase(Locale.ROOT));
  }

  /** RFC 3263: the addresses that stand for a URI, in the order in which to try them; a literal address at once. */
  public Future<List<SipHop>> resolve(SipURI target) {
    return parts.finder().find(target).onSuccess(found -> found.forEach(hop -> parts.names()
        .remember(new InetSocketAddress(hop.address(), hop.port()), hop.name())));
  }

  /**
   * The way that a request takes to a hop, which its Via then names: what is too large for UDP goes by TCP to whoever
   * takes a connection (RFC 3261 section 18.1.1). At once for what is not; on some event loop else.
   */
  public Future<SipHop> way(Request request, SipHop hop) {
    return parts.large().way((SIPRequest) request, hop).map(by -> {
      via((SIPRequest) request, by.transport());
      return by;
    });
  }

  private void via(SIPRequest request, String transport) {
    Via via = request.getTopmostVia();
    Transport listening = parts.transports().get(transport);
    if (listening != null && !transport.equals(via.getTransport())) {
      try {
        via.setTransport(transport);
        via.setPort(listening.getPort());
      } catch (ParseException | InvalidArgumentException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Aims a request: whoever sends it, in or out of a dialog or as an ACK, sends it there. */
  public <T extends Request> T aim(T request, SipHop hop) {
    ((SIPRequest) request).setApplicationData(hop);
    return request;
  }

  /** A transaction that sends a request to a hop. When it can't be delivered, it is answered by 503 at once. */
  public ClientTransaction transaction(Request request, SipHop hop) throws SipException {
    return provider().getNewClientTransaction(aim(request, hop));
  }

  /** Who sent a request that was let in. */
  public static Caller caller(Request request) {
    return ((SIPRequest) request).getApplicationData() instanceof FrontDoor.Admitted admitted
        ? admitted.caller()
        : new Caller.Stranger();
  }

  /** Who is told of an INVITE that is heard in the place of another node; null: it is a call of its own. */
  public static @Nullable Consumer<ServerTransaction> taker(Request request) {
    return ((SIPRequest) request).getApplicationData() instanceof FrontDoor.Admitted admitted
        ? admitted.taker()
        : null;
  }

  /**
   * An INVITE is heard as if it came from there, and let in. On the event loop of its Call-ID.
   *
   * @param invite as the stack of another node wrote it
   */
  public void hear(byte[] invite, SipHop from, Caller caller, Consumer<ServerTransaction> taker)
      throws ParseException, IOException {
    Transport transport = parts.transports().get(from.transport());
    if (transport == null || !(Intake.read(invite) instanceof SIPRequest request)) {
      throw new IOException("not listening on " + from.transport());
    }
    request.setApplicationData(new FrontDoor.Admitted(caller, taker));
    transport.createMessageChannel(from.address(), from.port()).processMessage(request);
  }

  /** A Via of a request that came in, as it was sent. */
  public static String via(String received) {
    return Branches.original(received);
  }

  /** RFC 3891 section 3: the dialog that a Replaces header names. */
  public Optional<Dialog> replaced(@Nullable Header header) {
    return header instanceof ReplacesHeader replaces
        ? Optional.ofNullable(parts.stack().getReplacesDialog(replaces))
        : Optional.empty();
  }

  /** The dialog with this Call-ID and these tags. */
  public Optional<Dialog> dialog(String callId, String localTag, String remoteTag) {
    String id = (callId + ":" + localTag + ":" + remoteTag).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(parts.stack().getDialog(id));
  }

  /** The dialog that an INVITE has begun whose transaction is still there. */
  public Optional<Dialog> invited(String transaction) {
    return parts.stack().findTransaction(transaction, true) instanceof SIPServerTransaction invite
        ? Optional.ofNullable(invite.getDialog())
        : Optional.empty();
  }

  /** Where a request really came from. */
  public static SipHop source(Request request) {
    SIPRequest from = (SIPRequest) request;
    Channel channel = (Channel) from.getMessageChannel();
    InetSocketAddress peer = channel.peer();
    return new SipHop(peer.getAddress(), peer.getPort(), channel.getTransport(), "");
  }

  /** Transport, as a Via writes it, to the port it listens on. */
  public Map<String, Integer> ports() {
    return parts.ports();
  }

  /** Server and client transactions that are kept. */
  public int transactions() {
    return parts.stack().getServerTransactionTableSize()
        + parts.stack().getClientTransactionTableSize();
  }

  /** Connections that are open. */
  public int connections() {
    return parts.connections().stream().mapToInt(Connections::size).sum();
  }

  /** Keeps the way to a phone behind NAT open (RFC 5626 section 3.5.1). */
  public void keepAlive(SipHop hop) {
    Transport transport = parts.transports().get(hop.transport());
    if (transport != null) {
      transport.send(KEEP_ALIVE, new InetSocketAddress(hop.address(), hop.port()));
    }
  }

  /** @param told of each peer whose connection has ended, on some event loop */
  public void onConnectionEnd(Consumer<SipHop> told) {
    parts.connections().forEach(some -> some.onGone(peer -> told.accept(new SipHop(
        peer.getAddress(), peer.getPort(), some.transport().getTransport(), ""))));
  }

  /** From now on new calls are answered by 503, until it is taken back. */
  public void refuseCalls(boolean refuse) {
    parts.refusing().set(refuse);
  }

  /** Ends with no thread, socket or timer left; the ports can be bound again at once. */
  public Future<Void> stop() {
    return parts.stop();
  }
}
