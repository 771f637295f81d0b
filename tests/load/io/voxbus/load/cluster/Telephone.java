package io.voxbus.load.cluster;

import io.voxbus.rtp.RtpPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One telephone: what it hears and says, in mu-law. What its manner is may be said by any thread before it is called. */
final class Telephone {
  private static final Pattern AUDIO = Pattern.compile("(?m)^m=audio (\\d+) ");
  private static final Pattern DIRECTION = Pattern.compile("(?m)^a=(sendonly|recvonly|inactive)");
  private static final int HEADER = 12;
  private static final int FRAME = 160;
  private static final byte SAID = (byte) 0x9F;

  final DatagramChannel media;
  private final Hearing hearing;
  private final RtpPacket view = new RtpPacket();
  private volatile boolean slow;
  private volatile boolean talks;
  private volatile boolean held;
  private InetSocketAddress far;
  private String first = "";
  private int said;

  Telephone(DatagramChannel media, Hearing hearing) {
    this.media = media;
    this.hearing = hearing;
  }

  /** Lets its first call ring, and takes the next one. */
  void slow() {
    slow = true;
  }

  boolean isSlow() {
    return slow;
  }

  /** It says something, all the time. */
  void talks() {
    talks = true;
  }

  boolean held() {
    return held;
  }

  /** @return whether it only rings */
  boolean rings(String callId) {
    first = first.isEmpty() ? callId : first;
    return slow && first.equals(callId);
  }

  /** What it says to an offer. */
  String answer(String offer) {
    Matcher port = AUDIO.matcher(offer);
    far = port.find() ? new InetSocketAddress("127.0.0.1", Integer.parseInt(port.group(1))) : far;
    Matcher direction = DIRECTION.matcher(offer);
    String theirs = direction.find() ? direction.group(1) : "";
    held = theirs.equals("sendonly") || theirs.equals("inactive");
    String ours = theirs.equals("sendonly") ? "recvonly" : theirs;
    return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
        + media.socket().getLocalPort() + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
        + (ours.isEmpty() ? "" : "a=" + ours + "\r\n");
  }

  void hear(ByteBuffer in) {
    int length = in.remaining();
    if (!RtpPacket.isControl(in.array(), 0, length) && view.read(in.array(), 0, length)) {
      hearing.packet(view);
    }
  }

  /** The next 20 ms. */
  void say() throws IOException {
    if (!talks || held || far == null) {
      return;
    }
    byte[] packet = new byte[HEADER + FRAME];
    ByteBuffer.wrap(packet).put((byte) 0x80).put((byte) 0).putShort((short) said)
        .putInt(said * FRAME).putInt(hashCode());
    Arrays.fill(packet, HEADER, packet.length, SAID);
    for (int i = HEADER; i < packet.length; i += 20) { // 400 Hz
      Arrays.fill(packet, i, Math.min(i + 10, packet.length), (byte) (SAID & 0x7F));
    }
    said++;
    media.send(ByteBuffer.wrap(packet), far);
  }

  void hangUp() {
    far = null;
  }
}
