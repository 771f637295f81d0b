package io.voxbus.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One WebSocket client (RFC 6455), masked with zeros: right for the server, free for the generator. */
public final class Peer implements AutoCloseable {
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LAST = 0x80;
  private static final int MASKED = 0x80;

  /** What comes from the node. */
  public interface Listener {
    default void text(String json) {}

    default void audio(byte[] bytes, int offset, int length) {}

    default void closed() {}
  }

  private final SocketChannel channel;
  private final Listener listener;
  private byte[] rest = new byte[0];

  public Peer(int port, String path, Listener listener) throws IOException {
    this.listener = listener;
    channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      upgrade(path);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  public void register(Selector selector) throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  public void text(String json) throws IOException {
    write(TEXT, json.getBytes(StandardCharsets.UTF_8));
  }

  public void audio(byte[] frame) throws IOException {
    write(BINARY, frame);
  }

  /** Reads once and tells the listener about every whole frame. */
  void read(ByteBuffer buffer) throws IOException {
    buffer.clear().put(rest);
    if (channel.read(buffer) < 0) {
      throw new IOException("closed");
    }
    byte[] bytes = buffer.array();
    int end = buffer.position();
    int at = 0;
    for (int next = next(bytes, at, end); next > 0; next = next(bytes, at, end)) {
      frame(bytes[at] & 15, bytes, at + header(bytes, at), next);
      at = next;
    }
    rest = java.util.Arrays.copyOfRange(bytes, at, end);
  }

  void lost() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is gone either way
    }
    listener.closed();
  }

  /** Ends the socket with a Close frame, as a client that hangs up does. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      write(CLOSE, new byte[]{3, (byte) (1000 - 3 * 256)});
    }
  }

  private void frame(int kind, byte[] bytes, int from, int to) throws IOException {
    switch (kind) {
      case TEXT -> listener.text(new String(bytes, from, to - from, StandardCharsets.UTF_8));
      case BINARY -> listener.audio(bytes, from, to - from);
      case PING -> write(PONG, java.util.Arrays.copyOfRange(bytes, from, to));
      case CLOSE -> throw new IOException("closed");
      default -> {
        // a pong
      }
    }
  }

  private static int header(byte[] bytes, int at) {
    return switch (bytes[at + 1] & 127) {
      case 126 -> 4;
      case 127 -> 10;
      default -> 2;
    };
  }

  /** Where the frame ends that starts there; 0 when it is not complete. */
  private static int next(byte[] bytes, int at, int end) {
    if (end - at < 2 || end - at < header(bytes, at)) {
      return 0;
    }
    int header = header(bytes, at);
    ByteBuffer head = ByteBuffer.wrap(bytes, at + 2, header - 2);
    int length = switch (header) {
      case 4 -> head.getShort() & 0xFFFF;
      case 10 -> (int) head.getLong();
      default -> bytes[at + 1];
    };
    return at + header + length <= end ? at + header + length : 0;
  }

  private void write(int kind, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) (LAST | kind));
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  private void upgrade(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    ByteBuffer answer = ByteBuffer.allocate(4096);
    String text = "";
    while (!text.contains("\r\n\r\n")) {
      if (channel.read(answer) < 0) {
        throw new IOException("no answer to " + path);
      }
      text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
    }
    if (!text.startsWith("HTTP/1.1 101")) {
      throw new IOException(path + ": " + text.lines().findFirst().orElse(""));
    }
    rest = text.substring(text.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
  }
}
