package io.voxbus.sip.stack;

import gov.nist.core.Host;
import gov.nist.core.HostPort;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.RawMessageChannel;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.ServerRequestInterface;
import gov.nist.javax.sip.stack.ServerResponseInterface;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;
import javax.sip.address.Hop;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** The way between the stack and one peer, by one transport. */
final class Channel extends MessageChannel implements RawMessageChannel {
  private static final int DEFAULT_PORT = 5060;

  private final Transport transport;
  private final InetSocketAddress peer;
  private final Link link;

  Channel(Transport transport, InetSocketAddress peer, Link link) {
    this.transport = transport;
    this.peer = peer;
    this.link = link;
    this.messageProcessor = transport;
  }

  /** Hands a message that has come in to the stack, on the event loop of its Call-ID. */
  @Override
  public void processMessage(SIPMessage message) throws ParseException {
    message.setRemoteAddress(peer.getAddress());
    message.setRemotePort(peer.getPort());
    message.setLocalAddress(transport.getIpAddress());
    message.setLocalPort(transport.getPort());
    message.setPeerPacketSourceAddress(peer.getAddress());
    message.setPeerPacketSourcePort(peer.getPort());
    if (message instanceof SIPRequest request) {
      take(request);
    } else if (message instanceof SIPResponse response) {
      take(response);
    }
  }

  private void take(SIPRequest request) {
    ServerRequestInterface handler = getSIPStack().newSIPServerRequest(request, this);
    if (handler == null) {
      return;
    }
    try {
      handler.processRequest(request, this);
    } finally {
      if (handler instanceof SIPServerTransaction transaction && !transaction.passToListener()) {
        transaction.releaseSem();
      }
    }
  }

  private void take(SIPResponse response) throws ParseException {
    response.checkHeaders();
    ServerResponseInterface handler = getSIPStack().newSIPServerResponse(response, this);
    if (handler == null) {
      return;
    }
    try {
      boolean ours = !(handler instanceof SIPClientTransaction transaction)
          || transaction.checkFromTag(response);
      if (ours) {
        handler.processResponse(response, this);
      }
    } finally {
      if (handler instanceof SIPClientTransaction transaction && !transaction.passToListener()) {
        transaction.releaseSem();
      }
    }
  }

  /** Sends an answer of which nothing is kept, to where the request came from (RFC 3581 section 4). */
  void answer(SIPResponse response) {
    Via via = response.getTopmostVia();
    int port = via.getPort() > 0 ? via.getPort() : DEFAULT_PORT;
    boolean back = isReliable() || via.hasParameter(Via.RPORT);
    Branches.restore(response);
    answer(response.encodeAsBytes(getTransport()), back ? peer.getPort() : port);
  }

  /** @param port of the peer, for UDP */
  void answer(byte[] response, int port) {
    if (port == peer.getPort()) {
      link.send(response, () -> {});
    } else {
      transport.send(response, new InetSocketAddress(peer.getAddress(), port));
    }
  }

  Loops loops() {
    return transport.loops();
  }

  InetSocketAddress peer() {
    return peer;
  }

  @Override
  public void sendMessage(SIPMessage message) {
    Branches.restore(message);
    link.send(message.encodeAsBytes(getTransport()), () -> lost(message));
  }

  /** Never to ourselves in memory, as the stack's own channels do: such a message takes the road as well. */
  @Override
  public void sendMessage(SIPMessage message, Hop hop) {
    sendMessage(message);
  }

  @Override
  public void sendMessage(SIPMessage message, InetAddress address, int port) {
    sendMessage(message);
  }

  @Override
  protected void sendMessage(byte[] message, InetAddress address, int port, boolean reconnect) {
    link.send(message, () -> {});
  }

  /** RFC 3261 section 8.1.3.1: what the transport can't deliver counts as answered by 503. */
  private void lost(SIPMessage message) {
    if (message instanceof SIPRequest request && !request.getMethod().equals(Request.ACK)) {
      String callId = request.getCallId().getCallId();
      transport.loops().of(callId).runOnContext(nothing -> {
        if (getSIPStack().findTransaction(request, false) != null) {
          unreachable(request);
        }
      });
    }
  }

  private void unreachable(SIPRequest request) {
    try {
      processMessage(request.createResponse(Response.SERVICE_UNAVAILABLE, "Transport Error"));
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    link.close();
  }

  @Override
  public SIPTransactionStack getSIPStack() {
    return transport.getSIPStack();
  }

  @Override
  public String getTransport() {
    return transport.getTransport();
  }

  @Override
  public boolean isReliable() {
    return !getTransport().equals("UDP");
  }

  @Override
  public boolean isSecure() {
    return transport.isSecure();
  }

  @Override
  public String getPeerAddress() {
    return peer.getAddress().getHostAddress();
  }

  @Override
  protected InetAddress getPeerInetAddress() {
    return peer.getAddress();
  }

  @Override
  protected String getPeerProtocol() {
    return getTransport();
  }

  @Override
  public int getPeerPort() {
    return peer.getPort();
  }

  @Override
  public int getPeerPacketSourcePort() {
    return peer.getPort();
  }

  @Override
  public InetAddress getPeerPacketSourceAddress() {
    return peer.getAddress();
  }

  @Override
  public String getKey() {
    return getKey(peer.getAddress(), peer.getPort(), getTransport());
  }

  @Override
  public HostPort getHostPort() {
    HostPort self = new HostPort();
    self.setHost(new Host(getViaHost()));
    self.setPort(getViaPort());
    return self;
  }

  @Override
  public String getViaHost() {
    return transport.self();
  }

  @Override
  public int getViaPort() {
    return transport.getPort();
  }
}
