package io.voxbus.sip.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A network as {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address. */
public record Cidr(InetAddress network, int bits) {
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /** @throws IllegalArgumentException when it is not such a network */
  public static Cidr of(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!LITERAL.matcher(address).matches()) {
      throw new IllegalArgumentException("not a network: " + text);
    }
    try {
      InetAddress network = InetAddress.getByName(address);
      int most = network.getAddress().length * 8;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > most) {
        throw new IllegalArgumentException("not a network: " + text);
      }
      return new Cidr(network, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("not a network: " + text, e);
    }
  }

  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (other.length != mine.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(mine, 0, whole, other, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    return rest == 0 || ((other[whole] ^ mine[whole]) & 0xff) >> (8 - rest) == 0;
  }
}
