package io.voxbus.sdp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the remote party's description says of its audio, apart from codecs. */
record RemoteAudio(Sdp sdp, MediaLine line) {
  private static final int USUAL_PTIME = 20;
  private static final int LEAST_PTIME = 10;
  private static final int MOST_PTIME = 60;
  private static final int MAX_PORT = 65_535;
  private static final List<String> PROTOCOLS = List.of("RTP/AVP", "RTP/AVPF", "RTP/SAVP",
      "RTP/SAVPF");

  boolean usable() {
    return line.isAudio() && line.port() > 0 && PROTOCOLS.contains(line.protocol());
  }

  boolean secureProfile() {
    return line.protocol().startsWith("RTP/SAVP");
  }

  boolean mux() {
    return line.lines().has("rtcp-mux");
  }

  /** The first key of a suite that we have; null if there is none. */
  @Nullable
  Crypto crypto() {
    return line.lines().attributes("crypto").stream().map(Crypto::parse).filter(Objects::nonNull)
        .findFirst().orElse(null);
  }

  /** Direction seen from us; the address 0.0.0.0 is the hold of old (RFC 3264 section 8.4). */
  Direction direction() {
    Direction ours = sdp.direction(line).mirrored();
    return address().isAnyLocalAddress() ? ours.and(Direction.RECVONLY) : ours;
  }

  int ptimeMillis() {
    int wanted = MediaLine.number(sdp.attribute(line, "ptime"), MAX_PORT);
    int most = MediaLine.number(sdp.attribute(line, "maxptime"), MAX_PORT);
    int asked = wanted < 0 ? USUAL_PTIME : wanted;
    int ptime = most < 0 ? asked : Math.min(asked, most);
    int whole = ptime / LEAST_PTIME * LEAST_PTIME;
    return Math.clamp(whole, LEAST_PTIME, MOST_PTIME);
  }

  Agreed.@Nullable Remote remote(boolean mux) {
    InetAddress address = address();
    if (address.isAnyLocalAddress()) {
      return null;
    }
    InetSocketAddress rtp = new InetSocketAddress(address, line.port());
    return new Agreed.Remote(rtp, mux ? rtp : rtcp(address));
  }

  /** RFC 3605; without it the next port. */
  private InetSocketAddress rtcp(InetAddress address) {
    String[] parts = Objects.requireNonNullElse(line.lines().attribute("rtcp"), "").split("\\s+",
        -1);
    int port = MediaLine.number(parts[0], MAX_PORT);
    InetAddress own = parts.length < 4 ? address : literal(parts[3]);
    return new InetSocketAddress(own, port <= 0 ? Math.min(line.port() + 1, MAX_PORT) : port);
  }

  private InetAddress address() {
    String connection = sdp.connection(line);
    String[] parts = connection == null ? new String[0] : connection.strip().split("\\s+", -1);
    if (parts.length < 3) {
      throw SdpFailed.malformed("no address: c=" + connection);
    }
    InetAddress address = literal(parts[2]);
    if (address.isMulticastAddress()) {
      throw SdpFailed.notAcceptable("no multicast: " + parts[2]);
    }
    return address;
  }

  private static InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text.split("/", 2)[0]);
    } catch (IllegalArgumentException e) {
      throw SdpFailed.notAcceptable("not an IP address: " + text);
    }
  }
}
