package io.voxbus.sip.stack;

import gov.nist.core.Host;
import gov.nist.core.HostPort;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;

/** One transport as the stack sees it. The sockets below it are open already. */
final class Transport extends MessageProcessor {
  private final Sockets sockets;
  private final String self;
  private final Loops loops;

  /** The sockets of a transport. */
  interface Sockets {
    /** The way to a peer: over the connection that is there, over a new one, or not at all. */
    Link to(InetSocketAddress peer) throws IOException;

    int port();
  }

  /** @param self the host that others reach us at */
  Transport(String name, Sockets sockets, String self, Loops loops) {
    super(name);
    this.sockets = sockets;
    this.self = self;
    this.loops = loops;
  }

  Channel channel(InetSocketAddress peer, Link link) {
    return new Channel(this, peer, link);
  }

  void send(byte[] message, InetSocketAddress peer) {
    try {
      sockets.to(peer).send(message, () -> {});
    } catch (IOException e) {
      // an answer that can't be sent; its request will be sent again
    }
  }

  Loops loops() {
    return loops;
  }

  String self() {
    return self;
  }

  @Override
  public Channel createMessageChannel(HostPort target) throws IOException {
    String host = target.getHost().getHostname().replace("[", "").replace("]", "");
    try {
      return createMessageChannel(InetAddress.ofLiteral(host), target.getPort());
    } catch (IllegalArgumentException e) {
      throw new IOException("not an address: " + host, e);
    }
  }

  @Override
  public Channel createMessageChannel(InetAddress host, int port) throws IOException {
    InetSocketAddress peer = new InetSocketAddress(host, port > 0 ? port : getDefaultTargetPort());
    return channel(peer, sockets.to(peer));
  }

  @Override
  public Via getViaHeader() {
    Via via = new Via();
    try {
      via.setTransport(getTransport());
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
    HostPort sentBy = new HostPort();
    sentBy.setHost(new Host(self));
    sentBy.setPort(getPort());
    via.setSentBy(sentBy);
    return via;
  }

  @Override
  public SIPTransactionStack getSIPStack() {
    return sipStack;
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public int getDefaultTargetPort() {
    return isSecure() ? 5061 : 5060;
  }

  @Override
  public boolean isSecure() {
    return getTransport().equals("TLS") || getTransport().equals("WSS");
  }

  @Override
  public int getMaximumMessageSize() {
    return 65_535;
  }

  @Override
  public boolean inUse() {
    return false;
  }
}
