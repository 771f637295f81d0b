package io.voxbus.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** The checks of a client, and what it reads from the answers. */
final class Checks {
  static final InetSocketAddress SERVER = at("192.0.2.1", 10_000);
  private static final AtomicLong TRANSACTIONS = new AtomicLong();

  private Checks() {}

  static InetSocketAddress at(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }

  static Path from(String literal, int port) {
    return new Path(SERVER, at(literal, port));
  }

  /** A request with user name, priority and the role of who controls; to be signed. */
  static StunWriter check(Credentials server) {
    return new StunWriter(StunMessage.BINDING_REQUEST, transaction())
        .username(server.ufrag() + ":them").priority(7).role(true, 42);
  }

  static byte[] signed(StunWriter request, Credentials server) {
    return request.signed(StunWriter.mac(server.password()));
  }

  static byte[] plain(Credentials server) {
    return signed(check(server), server);
  }

  static byte[] nominating(Credentials server) {
    return signed(check(server).nominate(), server);
  }

  static byte[] transaction() {
    return ByteBuffer.allocate(16).putInt(StunMessage.COOKIE).putLong(4,
        TRANSACTIONS.incrementAndGet()).array();
  }
}
