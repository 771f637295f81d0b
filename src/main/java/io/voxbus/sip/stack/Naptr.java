package io.voxbus.sip.stack;

import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.InitialDirContext;

/** NAPTR records, which Vert.x' resolver does not know: by the one of the JDK. */
record Naptr(int order, int preference, String flags, String service, String replacement) {
  private static final String TYPE = "NAPTR";
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,255}");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** Blocks. No records is no failure. The name is one of DNS: anything with a scheme is not looked up. */
  @SuppressWarnings("BanJNDI")
  static List<Naptr> lookUp(String host, List<String> servers) {
    if (!HOST.matcher(host).matches()) {
      return List.of();
    }
    try {
      InitialDirContext dns = new InitialDirContext(environment(servers));
      try {
        Attributes found = dns.getAttributes(host, new String[]{TYPE});
        Attribute records = found.get(TYPE);
        return records == null
            ? List.of()
            : IntStream.range(0, records.size()).mapToObj(i -> text(records, i))
                .flatMap(Naptr::parse).toList();
      } finally {
        dns.close();
      }
    } catch (NamingException e) {
      return List.of();
    }
  }

  private static Properties environment(List<String> servers) {
    Properties environment = new Properties();
    environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    environment.put("java.naming.provider.url",
        servers.isEmpty() ? "dns:" : "dns://" + servers.getFirst());
    environment.put("com.sun.jndi.dns.timeout.initial", "1000");
    environment.put("com.sun.jndi.dns.timeout.retries", "2");
    return environment;
  }

  private static String text(Attribute records, int index) {
    try {
      return String.valueOf(records.get(index));
    } catch (NamingException e) {
      return "";
    }
  }

  /** {@code 10 50 S SIP+D2U  _sip._udp.example.com.}, with or without an expression before the last. */
  static Stream<Naptr> parse(String record) {
    String[] words = BLANKS.split(record.trim(), -1);
    try {
      return words.length < 5
          ? Stream.empty()
          : Stream.of(new Naptr(Integer.parseInt(words[0]), Integer.parseInt(words[1]), words[2],
              words[3], words[words.length - 1]));
    } catch (NumberFormatException e) {
      return Stream.empty();
    }
  }
}
