package io.voxbus.load;

import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.RtpSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Phones that send G.711 and count what they hear. Each frame has a level that tells which of five it is. */
final class RtpPhones implements AutoCloseable {
  private static final long FRAME_NANOS = 20_000_000;
  private static final int PAYLOAD = 160;
  private static final int MIDDLE = 80;
  /** Segments of mu-law, a factor of two apart: resampling does not turn one into another. */
  private static final int LEVELS = 5;

  private final Selector selector = Selector.open();
  private final List<Phone> phones = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(2048);
  private final ByteBuffer out = ByteBuffer.allocateDirect(2048);
  private final byte[] packet = new byte[RtpPacket.HEADER + PAYLOAD];
  private final RtpPacket view = new RtpPacket();
  private final byte[] received = new byte[2048];
  private final Samples spacing = new Samples();
  private long sent;
  private long heard;
  private long skipped;
  private long unlike;
  private long stopNanos;

  /** Bound to free ports, and still. */
  RtpPhones(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      DatagramChannel channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress("127.0.0.1", 0));
      channel.configureBlocking(false);
      Phone phone = new Phone(channel, i + 1);
      channel.register(selector, SelectionKey.OP_READ, phone);
      phones.add(phone);
    }
  }

  private static final class Phone {
    private final DatagramChannel channel;
    private final RtpSender sender;
    private InetSocketAddress node;
    private long due;
    private long last;
    private int sequence = -1;
    private int spoken;
    private int level = -1;

    Phone(DatagramChannel channel, int ssrc) {
      this.channel = channel;
      this.sender = new RtpSender(ssrc, 0, 0);
    }
  }

  /**
   * What was heard in a time.
   *
   * @param skipped   numbers of packets that did not come
   * @param unlike    frames that do not follow the one before them as it was spoken: what was lost, doubled or made up
   * @param stopNanos the longest time in which the phones themselves stood still
   */
  record Heard(long sent, long heard, long skipped, long unlike, long stopNanos) {}

  int count() {
    return phones.size();
  }

  int port(int phone) {
    return phones.get(phone).channel.socket().getLocalPort();
  }

  /** From now on it sends there, a frame each 20 ms. */
  void aim(int phone, int nodePort) {
    Phone aimed = phones.get(phone);
    aimed.node = new InetSocketAddress("127.0.0.1", nodePort);
    aimed.due = System.nanoTime() + new Random(phone).nextLong(FRAME_NANOS);
  }

  /** All talk for so long, once each of them has been aimed. */
  Heard talk(int seconds) throws IOException {
    spacing.clear();
    sent = 0;
    heard = 0;
    skipped = 0;
    unlike = 0;
    stopNanos = 0;
    long before = System.nanoTime();
    long end = before + seconds * 1_000_000_000L;
    for (Phone phone : phones) {
      phone.last = 0;
      phone.level = -1;
    }
    for (long now = before; now < end; now = System.nanoTime()) {
      stopNanos = Math.max(stopNanos, now - before);
      before = now;
      for (Phone phone : phones) {
        if (phone.due <= now) {
          // What a stop of the generator has missed is left out: a burst is not what callers send.
          phone.due += Math.max(1, (now - phone.due) / FRAME_NANOS) * FRAME_NANOS;
          send(phone);
        }
      }
      selector.selectNow(this::read);
      LockSupport.parkNanos(200_000);
    }
    return new Heard(sent, heard, skipped, unlike, stopNanos);
  }

  /** Between two packets of the last talk. */
  String spacing() {
    return String.format(Locale.ROOT, "spacing p0.1 %.2f, p50 %.2f, p99.9 %.2f, most %.2f ms",
        spacing.millis(0.001), spacing.millis(0.5), spacing.millis(0.999), spacing.millis(1));
  }

  private void send(Phone phone) throws IOException {
    int level = phone.spoken++ % LEVELS;
    Arrays.fill(packet, RtpPacket.HEADER, packet.length, (byte) ((level + 1) << 4 | 0x08));
    int length = phone.sender.audio(packet, 0, PAYLOAD, PAYLOAD);
    out.clear().put(packet, 0, length).flip();
    phone.channel.send(out, phone.node);
    sent++;
  }

  private void read(SelectionKey key) {
    Phone phone = (Phone) key.attachment();
    try {
      in.clear();
      while (phone.channel.receive(in) != null) {
        long now = System.nanoTime();
        int length = in.flip().remaining();
        in.get(received, 0, length);
        in.clear();
        if (!RtpPacket.isControl(received, 0, length) && view.read(received, 0, length)) {
          take(phone, now);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(Phone phone, long now) {
    heard++;
    int level = (view.bytes()[view.payloadOffset() + MIDDLE] >> 4 & 7) - 1;
    if (phone.last != 0) {
      spacing.add(now - phone.last);
      skipped += (view.sequence() - phone.sequence - 1) & 0xFFFF;
      unlike += level == (phone.level + 1) % LEVELS ? 0 : 1;
    }
    phone.last = now;
    phone.sequence = view.sequence();
    phone.level = level;
  }

  @Override
  public void close() throws IOException {
    for (Phone phone : phones) {
      phone.channel.close();
    }
    selector.close();
  }
}
