package io.voxbus.sip.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream into messages (RFC 3261 section 18.3): where one ends only its Content-Length tells. After
 * {@link Sink#broken} the stream is of no use any more.
 */
public final class StreamFramer {
  private final Limits limits;
  private byte[] held = new byte[2048];
  private int size;
  private int searched;
  /** Length of the message that is coming in; 0: not known yet. */
  private int needed;
  private boolean broken;

  /** What the stream holds. */
  public interface Sink {
    void message(byte[] message);

    /** RFC 5626 section 3.5.1: two line ends ask for one. */
    void ping();

    /** @param head what there is of the message, to answer it */
    void broken(byte[] head, String reason);
  }

  public StreamFramer(Limits limits) {
    this.limits = limits;
  }

  /** Whether a message has begun that is not complete. */
  public boolean isPartial() {
    return size > 0;
  }

  public void push(byte[] bytes, Sink sink) {
    if (broken) {
      return;
    }
    if (held.length - size < bytes.length) {
      held = Arrays.copyOf(held, Math.max(held.length * 2, size + bytes.length));
    }
    System.arraycopy(bytes, 0, held, size, bytes.length);
    size += bytes.length;
    while (!broken && next(sink)) {
      // one message after the other
    }
  }

  private boolean next(Sink sink) {
    if (needed == 0) {
      if (skipLineEnds(sink)) {
        return true;
      }
      measure(sink);
    }
    if (needed == 0 || size < needed) {
      return false;
    }
    sink.message(Arrays.copyOf(held, needed));
    drop(needed);
    return size > 0;
  }

  /** Learns how long the message is, once its header is complete. */
  private void measure(Sink sink) {
    int end = HeadReader.blankLine(held, Math.max(0, searched - 3), size);
    if (end < 0) {
      searched = size;
      if (size > limits.messageBytes()) {
        fail(sink, "Message Too Large");
      }
      return;
    }
    byte[] head = Arrays.copyOf(held, end + 4);
    Optional<String> length = HeadReader.read(head, limits)
        .flatMap(read -> read.head().first("content-length"));
    long body = length.map(text -> Tokens.number(text, Integer.MAX_VALUE).orElse(-1L)).orElse(-1L);
    if (length.isEmpty()) {
      fail(sink, "Content-Length Is Missing");
    } else if (body < 0) {
      fail(sink, "Malformed content-length");
    } else if (head.length + body > limits.messageBytes()) {
      fail(sink, "Message Too Large");
    } else {
      needed = (int) (head.length + body);
    }
  }

  /** Line ends between messages; two of them are a ping. */
  private boolean skipLineEnds(Sink sink) {
    int ends = 0;
    while (ends < size && (held[ends] == '\r' || held[ends] == '\n')) {
      ends++;
    }
    if (ends == 0 || (ends == size && ends < 4)) {
      return false;
    }
    for (int ping = 4; ping <= ends; ping += 4) {
      sink.ping();
    }
    drop(ends);
    return size > 0;
  }

  private void fail(Sink sink, String reason) {
    broken = true;
    int end = HeadReader.blankLine(held, 0, size);
    sink.broken(Arrays.copyOf(held, end < 0 ? size : end + 4), reason);
    size = 0;
    held = new byte[0];
  }

  private void drop(int bytes) {
    System.arraycopy(held, bytes, held, 0, size - bytes);
    size -= bytes;
    searched = 0;
    needed = 0;
    if (size == 0 && held.length > 16_384) {
      held = new byte[2048];
    }
  }
}
