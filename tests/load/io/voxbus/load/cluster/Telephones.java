package io.voxbus.load.cluster;

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

/**
 * Telephones at one UDP port that take every call, and every new offer of it, at once, unless they are slow; each listens
 * at a port of its own.
 */
final class Telephones implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("^[A-Z]+ sip:(\\d+)@");
  private static final Pattern COPIED = Pattern.compile(
      "(?im)^(?:Via|v|From|f|Call-ID|i|CSeq|Record-Route):.*\r\n");
  private static final Pattern TO = Pattern.compile("(?im)^(?:To|t):(.*)\r\n");
  private static final Pattern CALL = Pattern.compile("(?im)^(?:Call-ID|i):\\s*(\\S+)");
  private static final long FRAME_NANOS = 20_000_000;
  private static final int LOOK_MILLIS = 5;

  private final Selector selector = Selector.open();
  private final DatagramChannel signalling;
  private final List<Telephone> phones = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocate(8192);
  private volatile boolean closing;

  /** @param hearing of each of them */
  Telephones(List<Hearing> hearing) throws IOException {
    signalling = bound();
    signalling.register(selector, SelectionKey.OP_READ);
    for (Hearing one : hearing) {
      DatagramChannel channel = bound();
      Telephone phone = new Telephone(channel, one);
      channel.register(selector, SelectionKey.OP_READ, phone);
      phones.add(phone);
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

  Telephone phone(int number) {
    return phones.get(number);
  }

  private void run() {
    try {
      for (long due = System.nanoTime(); !closing;) {
        selector.select(this::read, LOOK_MILLIS);
        for (; due < System.nanoTime(); due += FRAME_NANOS) {
          for (Telephone phone : phones) {
            phone.say();
          }
        }
      }
      signalling.close();
      for (Telephone phone : phones) {
        phone.media.close();
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
        if (key.attachment() instanceof Telephone phone) {
          phone.hear(in);
        } else {
          answer(StandardCharsets.UTF_8.decode(in).toString(), from);
        }
        in.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same to whatever is repeated. */
  private void answer(String request, SocketAddress to) throws IOException {
    Matcher number = NUMBER.matcher(request);
    if (request.startsWith("ACK ") || !number.find()) {
      return;
    }
    String method = request.substring(0, request.indexOf(' '));
    int called = Integer.parseInt(number.group(1));
    Telephone phone = phones.get(called);
    switch (method) {
      case "INVITE" -> take(request, to, called);
      case "CANCEL" -> {
        send(head(request, "200 OK"), "", to);
        send(head(request, "487 Request Terminated").replace(" CANCEL\r\n", " INVITE\r\n"), "", to);
      }
      case "BYE" -> {
        phone.hangUp();
        send(head(request, "200 OK"), "", to);
      }
      default -> send(head(request, "200 OK"), "", to);
    }
  }

  private void take(String invite, SocketAddress to, int called) throws IOException {
    Telephone phone = phones.get(called);
    String contact = "Contact: <" + uri(called) + ">\r\n";
    Matcher call = CALL.matcher(invite);
    String id = call.find() ? call.group(1) : "";
    boolean rings = phone.rings(id);
    if (phone.isSlow() && !invite.contains(";tag=far")) {
      send(head(invite, "180 Ringing") + contact, "", to);
    }
    if (!rings) {
      String type = contact + "Content-Type: application/sdp\r\n";
      send(head(invite, "200 OK") + type, phone.answer(invite), to);
    }
  }

  private static String head(String request, String status) {
    StringBuilder answer = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
    String head = request.substring(0, request.indexOf("\r\n\r\n") + 2);
    for (Matcher line = COPIED.matcher(head); line.find();) {
      answer.append(line.group());
    }
    Matcher callee = TO.matcher(head);
    if (callee.find()) {
      answer.append("To:").append(callee.group(1))
          .append(callee.group(1).contains(";tag=") ? "" : ";tag=far").append("\r\n");
    }
    return answer.toString();
  }

  private void send(String head, String body, SocketAddress to) throws IOException {
    String all = head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    signalling.send(ByteBuffer.wrap(all.getBytes(StandardCharsets.UTF_8)), to);
  }

  /** The thread that reads them closes them: none is closed while it is read. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
  }
}
