package io.voxbus.sip.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.voxbus.sip.wire.Limits;
import io.voxbus.testing.sip.TestStack;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which connection a peer is reached by. */
class ConnectionsTest {
  private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 5060);
  private final Vertx vertx = Vertx.vertx();
  private final List<Socket> dialed = new ArrayList<>();

  /** A socket that only tells whether it is closed. */
  private static final class Socket implements Connection.Pipe {
    private boolean closed;

    @Override
    public Future<Void> write(Buffer bytes) {
      return Future.succeededFuture();
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @AfterEach
  void stop() {
    vertx.close();
  }

  private Connections connections(Connections.Dialer dialer) {
    return new Connections(vertx, new Intake(null, null, Limits.USUAL, event -> {}),
        TestStack.listen("127.0.0.1"), dialer);
  }

  private Connection dial(Connections owner, InetSocketAddress peer) {
    Socket socket = new Socket();
    dialed.add(socket);
    return new Connection(owner, peer, Future.succeededFuture(socket), true);
  }

  @Test
  void thereIsOneToAPeerUntilItEnds() throws IOException {
    Connections all = connections(this::dial);
    Connection first = all.to(PEER);
    assertSame(first, all.to(PEER));
    first.ended();
    assertNotSame(first, all.to(PEER));
  }

  /** As when the port is closed: that may be known before the thread that dials has gone on. */
  @Test
  void oneThatHasFailedBeforeItCouldBeKeptIsNotKept() throws IOException {
    List<InetSocketAddress> gone = new ArrayList<>();
    Connections all = connections((owner, peer) -> {
      Connection failed = new Connection(owner, peer, Future.failedFuture("refused"), true);
      failed.ended();
      return failed;
    });
    all.onGone(gone::add);
    assertNotSame(all.to(PEER), all.to(PEER));
    assertEquals(0, all.size());
    assertEquals(List.of(PEER, PEER), gone);
  }

  @Test
  void whatTwoHaveDialledAtOnceIsOneConnection() throws IOException {
    AtomicBoolean first = new AtomicBoolean(true);
    List<Connection> others = new ArrayList<>();
    Connections all = connections((owner, peer) -> {
      if (first.getAndSet(false)) { // another thread comes in between
        others.add(owner.to(peer));
      }
      return dial(owner, peer);
    });
    assertSame(all.to(PEER), others.getFirst());
    assertEquals(List.of(false, true),
        dialed.stream().map(socket -> socket.closed).toList(), "the second is not needed");
  }
}
