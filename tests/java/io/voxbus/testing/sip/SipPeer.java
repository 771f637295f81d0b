package io.voxbus.testing.sip;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A phone for tests: one socket to one server, by UDP, TCP, TLS or WebSocket. Sends text as it is given, even when it
 * is wrong, and keeps what comes back.
 */
public final class SipPeer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String transport;
  private final Wire wire;
  private final BlockingQueue<SipText> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> blanks = new LinkedBlockingQueue<>();
  private volatile boolean ended;

  private SipPeer(String transport, WireMaker maker) {
    this.transport = transport;
    try {
      wire = maker.make(this);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private interface WireMaker {
    Wire make(SipPeer self) throws IOException;
  }

  public static SipPeer udp(int port) {
    return udp("127.0.0.1", port);
  }

  /** From this address of the machine, to its loopback. */
  public static SipPeer udp(String local, int port) {
    return new SipPeer("UDP", self -> self.datagrams(
        new InetSocketAddress(InetAddress.getByName(local), 0),
        new InetSocketAddress(local.contains(":") ? "::1" : "127.0.0.1", port), port == 0));
  }

  /** Talks to whoever sent last. */
  public static SipPeer udpServer() {
    return udp(0);
  }

  /** The same on an address of the machine, at a port of it. */
  public static SipPeer udpServer(String local, int at) {
    return new SipPeer("UDP", self -> self.datagrams(new InetSocketAddress(local, at),
        new InetSocketAddress("127.0.0.1", 0), true));
  }

  /** Talks to this port until somebody else sends. */
  public static SipPeer following(int port) {
    return new SipPeer("UDP", self -> self.datagrams(new InetSocketAddress("127.0.0.1", 0),
        new InetSocketAddress("127.0.0.1", port), true));
  }

  public static SipPeer tcp(int port) {
    return tcp("127.0.0.1", port);
  }

  public static SipPeer tcp(String host, int port) {
    return new SipPeer("TCP", self -> self.stream(new Socket(host, port)));
  }

  /** Takes whatever certificate the server shows. */
  public static SipPeer tls(int port) {
    return new SipPeer("TLS", self -> self.stream(
        TrustingTls.context().getSocketFactory().createSocket("127.0.0.1", port)));
  }

  public static SipPeer ws(int port) {
    return new SipPeer("WS", self -> self.webSocket(port));
  }

  /** A server of one connection: {@link #heard} gets what the first client sends. */
  public static SipPeer tcpServer() {
    return new SipPeer("TCP", SipPeer::listen);
  }

  public SipPeer send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public SipPeer send(byte[] bytes) {
    try {
      wire.send(bytes);
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The next message; fails when none comes. */
  public SipText hear() {
    return hear("");
  }

  /** @param so what is told if none comes */
  SipText hear(String so) {
    try {
      SipText next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came " + so);
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether nothing comes for so long. */
  public boolean hearsNothingFor(long millis) {
    try {
      return heard.poll(millis, TimeUnit.MILLISECONDS) == null;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The next response that is no 100. */
  public SipText hearFinal() {
    SipText next = hear();
    return next.status() == 100 ? hearFinal() : next;
  }

  /** Whether nothing came until an answer to a harmless request did, which was sent after what should stay unanswered. */
  public boolean heardNothingBefore(String probe) {
    return send(probe).hear().header("Call-ID").equals(SipText.parse(probe).header("Call-ID"));
  }

  /** Messages that came and were not taken yet. */
  public int waiting() {
    return heard.size();
  }

  /** The next keep-alive answer. */
  public String hearBlank() {
    try {
      return String.valueOf(blanks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the server has closed the connection. */
  public void awaitEnd() {
    for (long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000; !ended;) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the connection stays open");
      }
      Thread.onSpinWait();
    }
  }

  /** {@code 127.0.0.1:port} of this peer. */
  public String address() {
    String host = wire.local().getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + wire.local().getPort();
  }

  public int port() {
    return wire.local().getPort();
  }

  /** A request with all it needs; {@code more} are further header lines, {@code To} among them replaces ours. */
  public String request(String method, String uri, String... more) {
    int id = COUNT.incrementAndGet();
    StringBuilder text = new StringBuilder(method + " " + uri + " SIP/2.0\r\n");
    header(text, more, "Via: SIP/2.0/" + transport + " " + address() + ";rport;branch=z9hG4bK-t"
        + id);
    header(text, more, "From: <sip:peer@127.0.0.1>;tag=f" + id);
    header(text, more, "To: <" + uri + ">");
    header(text, more, "Call-ID: call-" + id + "-" + port());
    header(text, more, "CSeq: 1 " + method);
    header(text, more, "Contact: <sip:peer@" + address() + ";transport="
        + transport.toLowerCase(java.util.Locale.ROOT) + ">");
    header(text, more, "Max-Forwards: 70");
    for (String line : more) {
      text.append(line).append("\r\n");
    }
    return text.append("Content-Length: 0\r\n\r\n").toString();
  }

  private static void header(StringBuilder text, String[] more, String line) {
    String name = line.substring(0, line.indexOf(':') + 1);
    for (String given : more) {
      if (given.startsWith(name)) {
        return;
      }
    }
    text.append(line).append("\r\n");
  }

  @Override
  public void close() {
    try {
      wire.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Wire datagrams(InetSocketAddress local, InetSocketAddress server, boolean follows)
      throws IOException {
    return Datagrams.open(local, server, follows, this::take, () -> ended = true);
  }

  private Wire stream(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    Thread.ofVirtual().start(() -> read(socket));
    return new Wire() {
      @Override
      public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
      }

      @Override
      public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }

  private Wire listen() throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    Thread.ofVirtual().start(() -> {
      try {
        Socket socket = server.accept();
        accepted.add(socket);
        read(socket);
      } catch (IOException e) {
        ended = true;
      }
    });
    return new Wire() {
      @Override
      public void send(byte[] bytes) throws IOException {
        accepted.element().getOutputStream().write(bytes);
      }

      @Override
      public InetSocketAddress local() {
        return (InetSocketAddress) server.getLocalSocketAddress();
      }

      @Override
      public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
          socket.close();
        }
      }
    };
  }

  private Wire webSocket(int port) {
    WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("sip")
        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), new Frames()).join();
    return new Wire() {
      @Override
      public void send(byte[] bytes) {
        socket.sendText(new String(bytes, StandardCharsets.UTF_8), true).join();
      }

      @Override
      public InetSocketAddress local() {
        return new InetSocketAddress("127.0.0.1", 1);
      }

      @Override
      public void close() {
        socket.abort();
      }
    };
  }

  private final class Frames implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      return onText(from, StandardCharsets.UTF_8.decode(data), last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ended = true;
      return null;
    }
  }

  /** Takes messages out of a stream by their Content-Length. */
  private void read(Socket socket) {
    try (InputStream in = socket.getInputStream()) {
      StringBuilder head = new StringBuilder();
      for (int next = in.read(); next >= 0; next = in.read()) {
        head.append((char) next);
        if (head.toString().equals("\r\n")) {
          blanks.add("\r\n");
          head.setLength(0);
        } else if (head.toString().endsWith("\r\n\r\n")) {
          int length = Integer.parseInt(SipText.parse(head.toString()).header("Content-Length"));
          take(head + new String(in.readNBytes(length), StandardCharsets.UTF_8));
          head.setLength(0);
        }
      }
    } catch (IOException e) {
      // the end, as below
    }
    ended = true;
  }

  private void take(String text) {
    if (text.isBlank()) {
      blanks.add(text);
    } else {
      heard.add(SipText.parse(text));
    }
  }
}
