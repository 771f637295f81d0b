package io.voxbus.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One address where a side may be reached, as SDP has it (RFC 8839 section 5.1).
 *
 * @param protocol in lower case
 * @param type     {@code host}, {@code srflx}, {@code prflx} or {@code relay}
 * @param tcpType  of ours by TCP: {@code passive}; empty otherwise
 */
public record Candidate(String foundation, int component, String protocol, long priority,
    String address, int port, String type, String tcpType) {
  private static final int HOST_PREFERENCE = 126;
  private static final int REFLEXIVE_PREFERENCE = 100;
  private static final int TCP_PREFERENCE = 90;
  private static final int RELAY_PREFERENCE = 0;
  private static final long MOST_PRIORITY = (1L << 32) - 1;
  private static final int MOST_FIELDS = 64;
  private static final int MOST_LETTERS = 1024;

  /**
   * One of ours: a host candidate of component 1.
   *
   * @param preference among our addresses, 0 to 65535 (section 5.1.2.1 of RFC 8445)
   */
  public static Candidate host(int foundation, InetSocketAddress at, int preference) {
    return new Candidate(String.valueOf(foundation), 1, "udp",
        priority(HOST_PREFERENCE, preference), literal(at), at.getPort(), "host", "");
  }

  /** One of ours by TCP, where clients connect to (RFC 6544): after all of {@link #host}. */
  public static Candidate passive(int foundation, InetSocketAddress at, int preference) {
    return new Candidate(String.valueOf(foundation), 1, "tcp",
        priority(TCP_PREFERENCE, preference), literal(at), at.getPort(), "host", "passive");
  }

  /** One of ours: how a NAT before us shows us to a server outside. */
  public static Candidate reflexive(int foundation, InetSocketAddress at, int preference) {
    return new Candidate(String.valueOf(foundation), 1, "udp",
        priority(REFLEXIVE_PREFERENCE, preference), literal(at), at.getPort(), "srflx", "");
  }

  /** One of ours: what a TURN server passes on to us. */
  public static Candidate relayed(int foundation, InetSocketAddress at, int preference) {
    return new Candidate(String.valueOf(foundation), 1, "udp",
        priority(RELAY_PREFERENCE, preference), literal(at), at.getPort(), "relay", "");
  }

  /** Where it is; null: by a name, or no address at all. */
  public @Nullable InetSocketAddress at() {
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static long priority(int type, int preference) {
    return (long) type << 24 | (long) preference << 8 | 255;
  }

  /**
   * Reads what follows {@code a=}, or what {@code RTCIceCandidate.candidate} holds.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Candidate parse(String line) {
    String text = line.strip();
    text = text.startsWith("a=") ? text.substring(2) : text;
    if (!text.startsWith("candidate:") || text.length() > MOST_LETTERS) {
      throw new IllegalArgumentException("not an ICE candidate");
    }
    String[] fields = text.substring("candidate:".length()).split(" +", MOST_FIELDS);
    if (fields.length < 8 || !fields[6].equals("typ")) {
      throw new IllegalArgumentException("an ICE candidate has eight fields at least");
    }
    return new Candidate(fields[0], (int) number(fields[1], 1, 256),
        fields[2].toLowerCase(Locale.ROOT), number(fields[3], 0, MOST_PRIORITY), fields[4],
        (int) number(fields[5], 0, 65_535), fields[7], "");
  }

  /** A name that only the client's own network resolves; we never ask for one. */
  public boolean hidden() {
    return address.toLowerCase(Locale.ROOT).endsWith(".local");
  }

  /** As the value of {@code a=}. */
  public String line() {
    return "candidate:" + foundation + " " + component + " " + protocol + " " + priority + " "
        + address + " " + port + " typ " + type + related()
        + (tcpType.isEmpty() ? "" : " tcptype " + tcpType);
  }

  /** RFC 8839 section 5.1: what is behind a NAT or relay is nobody's business, but it has to be said. */
  private String related() {
    return type.equals("host")
        ? ""
        : address.indexOf(':') < 0 ? " raddr 0.0.0.0 rport 9" : " raddr :: rport 9";
  }

  private static String literal(InetSocketAddress at) {
    String text = at.getAddress().getHostAddress();
    int scope = at.getAddress() instanceof Inet6Address ? text.indexOf('%') : -1;
    return scope < 0 ? text : text.substring(0, scope);
  }

  private static long number(@Nullable String text, long least, long most) {
    try {
      long value = Long.parseLong(String.valueOf(text));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("\"" + text + "\" in an ICE candidate");
  }
}
