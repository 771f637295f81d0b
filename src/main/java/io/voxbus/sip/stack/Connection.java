package io.voxbus.sip.stack;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.net.NetSocket;
import io.voxbus.sip.wire.StreamFramer;
import io.voxbus.sip.wire.Verdict;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection to one peer, in whichever direction it was opened. Lives on one event loop; sends from any. */
final class Connection implements Link {
  private static final Buffer PONG = Buffer.buffer("\r\n");
  /** So long what came before something unreadable has for its answers: they are given by other threads. */
  private static final long LINGER_MILLIS = 1_000;

  private final Connections owner;
  private final InetSocketAddress peer;
  private final StreamFramer framer;
  private final Future<Pipe> pipe;
  private final long openedMillis;
  private final boolean outgoing;
  private final Promise<Void> over = Promise.promise();
  private volatile long partialSinceMillis;
  private volatile boolean heard;

  /** The socket, stream or WebSocket. */
  interface Pipe {
    Future<Void> write(Buffer bytes);

    boolean isFull();

    void close();

    static Pipe of(NetSocket socket) {
      return new Pipe() {
        @Override
        public Future<Void> write(Buffer bytes) {
          return socket.write(bytes);
        }

        @Override
        public boolean isFull() {
          return socket.writeQueueFull();
        }

        @Override
        public void close() {
          socket.close();
        }
      };
    }

    /** RFC 7118 section 4.2: one message a frame. */
    static Pipe of(WebSocketBase socket) {
      return new Pipe() {
        @Override
        public Future<Void> write(Buffer bytes) {
          return socket.writeTextMessage(bytes.toString());
        }

        @Override
        public boolean isFull() {
          return socket.writeQueueFull();
        }

        @Override
        public void close() {
          socket.close();
        }
      };
    }
  }

  Connection(Connections owner, InetSocketAddress peer, Future<Pipe> pipe, boolean outgoing) {
    this.owner = owner;
    this.peer = peer;
    this.pipe = pipe;
    this.outgoing = outgoing;
    framer = new StreamFramer(owner.intake().limits());
    openedMillis = System.currentTimeMillis();
  }

  InetSocketAddress peer() {
    return peer;
  }

  /** Done when it can be written to. */
  Future<Void> opened() {
    return pipe.mapEmpty();
  }

  /** Done when it has ended, or could not be opened. */
  Future<Void> over() {
    return over.future();
  }

  void ended() {
    over.tryComplete();
  }

  @Override
  public void send(byte[] message, Runnable lost) {
    pipe.onSuccess(open -> {
      if (open.isFull()) {
        owner.intake().count("slow_reader");
        open.close();
        lost.run();
      } else {
        open.write(Buffer.buffer(message)).onFailure(failure -> lost.run());
      }
    }).onFailure(failure -> lost.run());
  }

  @Override
  public void close() {
    pipe.onSuccess(Pipe::close);
  }

  /** Bytes of a stream. */
  void received(Buffer bytes) {
    framer.push(bytes.getBytes(), new StreamFramer.Sink() {
      @Override
      public void message(byte[] message) {
        take(message);
      }

      @Override
      public void ping() {
        heard = true;
        pong();
      }

      @Override
      public void broken(byte[] head, String reason) {
        refuse(head, reason);
      }
    });
    partialSinceMillis = framer.isPartial()
        ? partialSinceMillis == 0 ? System.currentTimeMillis() : partialSinceMillis
        : 0;
  }

  /** A message of a WebSocket; line ends alone keep it alive. */
  void receivedWhole(Buffer message) {
    if (message.length() <= 4 && message.toString().isBlank()) {
      heard = true;
      pong();
    } else {
      take(message.getBytes());
    }
  }

  private void pong() {
    pipe.onSuccess(open -> {
      if (!open.isFull()) {
        open.write(PONG);
      }
    });
  }

  private void take(byte[] message) {
    heard = true;
    if (owner.intake().isWelcome(peer.getAddress())) {
      owner.intake().take(message, channel());
    } else {
      close();
    }
  }

  private void refuse(byte[] bytes, String reason) {
    Optional<io.voxbus.sip.wire.HeadReader.Reading> read = io.voxbus.sip.wire.HeadReader.read(bytes,
        owner.intake().limits());
    read.filter(one -> !one.head().isResponse() && one.head().via().isPresent())
        .ifPresentOrElse(
            one -> owner.intake().refuse(new Verdict.Refuse(one.head(), 400, reason), channel()),
            () -> owner.intake().count("ignored"));
    owner.later(LINGER_MILLIS, this::close);
  }

  private Channel channel() {
    return owner.transport().channel(peer, this);
  }

  /** Whether a message takes too long to come in, or none comes at all. */
  boolean isStalled(long nowMillis, long mostMillis) {
    long since = partialSinceMillis;
    return (since != 0 && nowMillis - since > mostMillis)
        || (!heard && !outgoing && nowMillis - openedMillis > mostMillis);
  }

  @Nullable
  Pipe open() {
    return pipe.result();
  }
}
