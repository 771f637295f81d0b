package io.voxbus.media.source;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which addresses the server must not connect to on behalf of a client: everything that is not the public
 * internet (the special-purpose registries of RFC 6890), and what clouds answer metadata on. Addresses that carry an
 * IPv4 address are judged by that one too. Pure.
 */
public final class AddressGuard {
  private static final List<Range> REFUSED = List.of(
      range("0.0.0.0/8", "unspecified"), range("10.0.0.0/8", "private"), // RFC 1918
      range("100.64.0.0/10", "private"), // RFC 6598; 100.100.100.200 is Alibaba's metadata
      range("127.0.0.0/8", "loopback"), //
      range("169.254.0.0/16", "link-local"), // RFC 3927; the metadata of most clouds
      range("172.16.0.0/12", "private"), // RFC 1918
      range("192.0.0.0/24", "reserved"), // RFC 6890; 192.0.0.192 is Oracle's metadata
      range("192.0.2.0/24", "documentation"), range("192.88.99.0/24", "reserved"), // RFC 5737, 7526
      range("192.168.0.0/16", "private"), range("198.18.0.0/15", "reserved"), // RFC 1918, 2544
      range("198.51.100.0/24", "documentation"), range("203.0.113.0/24", "documentation"), //
      range("224.0.0.0/4", "multicast"), range("240.0.0.0/4", "reserved"), // RFC 5771, 1112
      range("168.63.129.16/32", "metadata"), // Azure
      range("::/128", "unspecified"), range("::1/128", "loopback"), //
      range("64:ff9b:1::/48", "private"), // RFC 8215: NAT64 of the local network
      range("100::/64", "reserved"), range("2001:db8::/32", "documentation"), // RFC 6666, 3849
      range("2001::/23", "reserved"), // RFC 2928, with Teredo and ORCHID
      range("3fff::/20", "documentation"), range("5f00::/16", "reserved"), // RFC 9637, 9602
      range("fc00::/7", "private"), // RFC 4193; fd00:ec2::254 is Amazon's metadata
      range("fe80::/10", "link-local"), range("fec0::/10", "private"), // RFC 4291, 3879
      range("ff00::/8", "multicast"));

  /** Where an IPv4 address lies within an IPv6 address of this range. */
  private static final List<Embedding> EMBEDDINGS = List.of(
      new Embedding(range("::ffff:0:0:0/96", "translated"), 12), // RFC 2765
      new Embedding(range("::/96", "compatible"), 12), // RFC 4291 section 2.5.5.1
      new Embedding(range("64:ff9b::/96", "NAT64"), 12), // RFC 6052
      new Embedding(range("2002::/16", "6to4"), 2)); // RFC 3056

  private AddressGuard() {}

  private record Embedding(Range range, int offset) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Range(byte[] prefix, int bits, String kind) {
    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / 8;
      int mask = 0xff << (8 - bits % 8) & 0xff;
      return Arrays.equals(address, 0, whole, prefix, 0, whole)
          && (mask == 0 || ((address[whole] ^ prefix[whole]) & mask) == 0);
    }
  }

  /** What is wrong with an address in a word ({@code loopback}, {@code private} ...), null when it may be used. */
  public static @Nullable String refusal(InetAddress address) {
    return refusal(address.getAddress());
  }

  private static @Nullable String refusal(byte[] address) {
    for (Range range : REFUSED) {
      if (range.contains(address)) {
        return range.kind();
      }
    }
    return address.length == 16 ? embeddedRefusal(address) : null;
  }

  private static @Nullable String embeddedRefusal(byte[] address) {
    if (isMapped(address) || isIsatap(address)) {
      return refusal(Arrays.copyOfRange(address, 12, 16));
    }
    for (Embedding embedding : EMBEDDINGS) {
      if (embedding.range().contains(address)) {
        return refusal(
            Arrays.copyOfRange(address, embedding.offset(), embedding.offset() + 4));
      }
    }
    return null;
  }

  /** RFC 4291 section 2.5.5.2, {@code ::ffff:a.b.c.d}: Java reads that as IPv4, a resolver may not. */
  private static boolean isMapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  /** RFC 5214 section 6.1: an interface identifier {@code 0000:5efe} or {@code 0200:5efe}. */
  private static boolean isIsatap(byte[] address) {
    return (address[8] & ~2) == 0 && address[9] == 0 && address[10] == 0x5e
        && address[11] == (byte) 0xfe;
  }

  private static Range range(String cidr, String kind) {
    int slash = cidr.indexOf('/');
    byte[] prefix = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
    return new Range(prefix, Integer.parseInt(cidr, slash + 1, cidr.length(), 10), kind);
  }
}
