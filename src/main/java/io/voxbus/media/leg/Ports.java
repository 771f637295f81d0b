package io.voxbus.media.leg;

import io.voxbus.bus.Fault;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The ports for media: pairs out of a range, from a random one on so that nobody knows the next. The operating system
 * knows which are taken.
 */
public final class Ports {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RECEIVE_BUFFER = 128 * 1024;
  private static final long KNOWN_NANOS = 1_000_000_000;

  private final RtpConfig config;
  private final int first;
  private final int pairs;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<Boolean, Own> own = new ConcurrentHashMap<>();

  /** The machine's address, and when it was asked for: to ask takes 50 us, a tenth of what a call may. */
  private record Own(InetAddress address, long nanos) {}

  public Ports(RtpConfig config) {
    this.config = config;
    this.first = (config.firstPort() + 1) / 2 * 2;
    this.pairs = (config.lastPort() - first + 1) / 2;
  }

  /** Two bound sockets, the second on the port after the first. */
  public record Pair(DatagramChannel rtp, DatagramChannel rtcp, int port) {}

  /** How many pairs are in use. */
  public int open() {
    return open.get();
  }

  /**
   * Binds a free pair.
   *
   * @throws Fault 503 when none is free, 488 without an address of this family
   */
  public Pair take(boolean ipv6) {
    InetAddress host = host(ipv6);
    int start = RANDOM.nextInt(pairs);
    for (int i = 0; i < pairs && open.get() < pairs; i++) {
      Pair pair = bind(host, first + (start + i) % pairs * 2);
      if (pair != null) {
        open.incrementAndGet();
        return pair;
      }
    }
    throw Fault.unavailable("no port free for media");
  }

  /**
   * Binds the pair that another node of this machine has had, or of a machine whose address has moved here.
   *
   * @param address that peers were told
   * @return null when that is no address of ours, or its port is taken
   */
  @Nullable
  Pair again(boolean ipv6, String address, int port) {
    boolean outside = (ipv6 ? config.externalIp6() : config.externalIp()) != null; // whose ports are not ours to choose
    Pair pair = outside || !address.equals(announced(ipv6)) ? null : bind(host(ipv6), port);
    if (pair != null) {
      open.incrementAndGet();
    }
    return pair;
  }

  /** A pair has been closed. */
  void free() {
    open.decrementAndGet();
  }

  /** The address that peers are told. */
  public String announced(boolean ipv6) {
    String external = ipv6 ? config.externalIp6() : config.externalIp();
    if (external != null) {
      return external;
    }
    InetAddress host = host(ipv6);
    String text = (host.isAnyLocalAddress() ? machine(ipv6, host) : host).getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  private InetAddress host(boolean ipv6) {
    String host = ipv6 ? config.host6() : config.host();
    try {
      if (host != null) {
        return InetAddress.getByName(host);
      }
    } catch (UnknownHostException e) {
      throw Fault.unavailable("no address " + host);
    }
    throw new Fault(488, "no IPv6 here");
  }

  private InetAddress machine(boolean ipv6, InetAddress otherwise) {
    long now = System.nanoTime();
    Own known = own.get(ipv6);
    if (known == null || now - known.nanos > KNOWN_NANOS) {
      known = new Own(ask(ipv6, otherwise), now);
      own.put(ipv6, known);
    }
    return known.address;
  }

  private static InetAddress ask(boolean ipv6, InetAddress otherwise) {
    try {
      return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress()
              && (ipv6 ? address instanceof Inet6Address : address instanceof Inet4Address))
          .findFirst().orElse(loopback(ipv6));
    } catch (IOException e) {
      return otherwise;
    }
  }

  private static InetAddress loopback(boolean ipv6) {
    return InetAddress.ofLiteral(ipv6 ? "::1" : "127.0.0.1");
  }

  private @Nullable Pair bind(InetAddress host, int port) {
    DatagramChannel rtp = bindOne(host, port);
    if (rtp == null) {
      return null;
    }
    DatagramChannel rtcp = bindOne(host, port + 1);
    if (rtcp == null) {
      close(rtp);
      return null;
    }
    return new Pair(rtp, rtcp, port);
  }

  private @Nullable DatagramChannel bindOne(InetAddress host, int port) {
    DatagramChannel channel = null;
    try {
      channel = DatagramChannel.open(host instanceof Inet6Address
          ? StandardProtocolFamily.INET6
          : StandardProtocolFamily.INET);
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      channel.setOption(StandardSocketOptions.IP_TOS, config.dscp() << 2);
      return channel.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      if (channel != null) {
        close(channel);
      }
      return null;
    }
  }

  static void close(DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // A datagram socket that does not close has lost its descriptor already.
    }
  }
}
