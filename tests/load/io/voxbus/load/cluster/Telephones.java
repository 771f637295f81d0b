package io.voxbus.load.cluster;

import io.voxbus.rtp.RtpPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Telephones at one UDP port that take every call, and every new offer of it, at once; each listens at a port of its own. */
final class Telephones implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("^INVITE sip:(\\d+)@");
  private static final Pattern COPIED = Pattern.compile(
      "(?im)^(?:Via|v|From|f|Call-ID|i|CSeq|Record-Route):.*\r\n");
  private static final Pattern TO = Pattern.compile("(?im)^(?:To|t):(.*)\r\n");
  private static final int MIDDLE = 80;
  /** Of mu-law, whose bits are inverted: what is spoken here is louder than segment 3. */
  private static final int SEGMENT = 0x70;
  private static final int LOUD = 0x30;

  private final Selector selector = Selector.open();
  private final DatagramChannel signalling;
  private final List<DatagramChannel> media = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocate(8192);
  private final RtpPacket view = new RtpPacket();
  private volatile boolean closing;

  /** @param hearing of each of them */
  Telephones(List<Hearing> hearing) throws IOException {
    signalling = bound();
    signalling.register(selector, SelectionKey.OP_READ);
    for (Hearing one : hearing) {
      DatagramChannel channel = bound();
      channel.register(selector, SelectionKey.OP_READ, one);
      media.add(channel);
    }
    Thread.ofPlatform().name("telephones").daemon().start(this::run);
  }

  private static DatagramChannel bound() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
    return channel;
  }

  String uri(int number) {
    return "sip:" + number + "@127.0.0.1:" + signalling.socket().getLocalPort();
  }

  private void run() {
    try {
      while (!closing) {
        selector.select(this::read);
      }
      signalling.close();
      for (DatagramChannel channel : media) {
        channel.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key) {
    DatagramChannel channel = (DatagramChannel) key.channel();
    try {
      in.clear();
      for (SocketAddress from = channel.receive(in); from != null; from = channel.receive(in)) {
        in.flip();
        if (key.attachment() instanceof Hearing hearing) {
          hear(hearing);
        } else {
          answer(StandardCharsets.UTF_8.decode(in).toString(), from);
        }
        in.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void hear(Hearing hearing) {
    int length = in.remaining();
    if (!RtpPacket.isControl(in.array(), 0, length) && view.read(in.array(), 0, length)
        && (~view.bytes()[view.payloadOffset() + MIDDLE] & SEGMENT) > LOUD) {
      hearing.frame();
    }
  }

  /** The same to whatever is repeated. */
  private void answer(String request, SocketAddress to) throws IOException {
    if (request.startsWith("ACK ") || request.startsWith("SIP/2.0 ")) {
      return;
    }
    StringBuilder answer = new StringBuilder("SIP/2.0 200 OK\r\n");
    String head = request.substring(0, request.indexOf("\r\n\r\n") + 2);
    for (Matcher line = COPIED.matcher(head); line.find();) {
      answer.append(line.group());
    }
    Matcher callee = TO.matcher(head);
    if (callee.find()) {
      answer.append("To:").append(callee.group(1))
          .append(callee.group(1).contains(";tag=") ? "" : ";tag=far").append("\r\n");
    }
    Matcher number = NUMBER.matcher(request);
    String sdp = number.find() ? sdp(Integer.parseInt(number.group(1))) : "";
    if (!sdp.isEmpty()) {
      answer.append("Contact: <").append(uri(Integer.parseInt(number.group(1)))).append(">\r\n")
          .append("Content-Type: application/sdp\r\n");
    }
    answer.append("Content-Length: ").append(sdp.length()).append("\r\n\r\n").append(sdp);
    signalling.send(ByteBuffer.wrap(answer.toString().getBytes(StandardCharsets.UTF_8)), to);
  }

  private String sdp(int number) {
    return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
        + media.get(number).socket().getLocalPort()
        + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
  }

  /** The thread that reads them closes them: none is closed while it is read. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
  }
}
