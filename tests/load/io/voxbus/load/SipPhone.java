package io.voxbus.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The signalling of telephones whose calls stand: calls, acknowledges and hangs up. */
final class SipPhone implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 500;
  private static final int TRIES = 20;
  private static final Pattern TAG = Pattern.compile("(?im)^To:.*;tag=([^;\\s]+)");
  private static final Pattern MEDIA = Pattern.compile("m=audio (\\d+) ");
  private static final String REQUEST = """
      %1$s sip:echo@127.0.0.1:%2$d SIP/2.0
      Via: SIP/2.0/UDP 127.0.0.1:%3$d;branch=z9hG4bK-%4$s-%5$d-%1$s
      From: <sip:load@127.0.0.1>;tag=%4$s
      To: <sip:echo@127.0.0.1>%6$s
      Call-ID: %4$s
      CSeq: %5$d %7$s
      Contact: <sip:load@127.0.0.1:%3$d>
      Max-Forwards: 70
      %8$sContent-Length: %9$d

      """;
  private static final String SDP = """
      v=0
      o=load 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio %d RTP/AVP 0
      a=rtpmap:0 PCMU/8000
      """;

  private final DatagramSocket socket;
  private final String callId = "standing-" + System.nanoTime();
  private String tag = "";

  SipPhone() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** @return the port that the node has opened for the media of the call */
  int call(int mediaPort) throws IOException {
    String answer = ask("INVITE", 1, SDP.formatted(mediaPort).replace("\n", "\r\n"));
    tag = ";tag=" + found(TAG, answer);
    send("ACK", "ACK", 1, "");
    return Integer.parseInt(found(MEDIA, answer));
  }

  void hangUp() throws IOException {
    ask("BYE", 2, "");
  }

  /** Sends it until there is a final answer, which must be 200. */
  private String ask(String method, int number, String sdp) throws IOException {
    byte[] buffer = new byte[8192];
    for (int i = 0; i < TRIES; i++) {
      send(method, method, number, sdp);
      try {
        while (true) {
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          socket.receive(packet);
          String answer = new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
          boolean ours = answer.startsWith("SIP/2.0 ") && answer.contains("CSeq: " + number + ' ');
          if (ours && answer.startsWith("SIP/2.0 200")) {
            return answer;
          }
          if (ours && !answer.startsWith("SIP/2.0 1")) {
            throw new IOException(method + ": " + answer.lines().findFirst().orElse(""));
          }
        }
      } catch (SocketTimeoutException e) {
        // once more
      }
    }
    throw new IOException("no answer to " + method);
  }

  private void send(String method, String of, int number, String sdp) throws IOException {
    String head = REQUEST.formatted(method, SipCalls.SIP, socket.getLocalPort(), callId, number,
        tag, of, sdp.isEmpty() ? "" : "Content-Type: application/sdp\n", sdp.length());
    byte[] bytes = (head.replace("\n", "\r\n") + sdp).getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length,
        new InetSocketAddress("127.0.0.1", SipCalls.SIP)));
  }

  private static String found(Pattern what, String in) throws IOException {
    Matcher matcher = what.matcher(in);
    if (!matcher.find()) {
      throw new IOException(String.format(Locale.ROOT, "no %s in %s", what, in));
    }
    return matcher.group(1);
  }

  @Override
  public void close() {
    socket.close();
  }
}
