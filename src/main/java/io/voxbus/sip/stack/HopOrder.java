package io.voxbus.sip.stack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The order in which DNS wants servers to be tried. Pure. */
final class HopOrder {
  /** RFC 3263 section 4.1, RFC 7118 section 8. */
  private static final Map<String, String> SERVICES = Map.of("SIP+D2U", "UDP", "SIP+D2T", "TCP",
      "SIPS+D2T", "TLS");

  private HopOrder() {}

  /** @param name where its SRV records are */
  record Service(String transport, String name) {}

  record Server(int priority, int weight, int port, String host) {}

  static String srvName(String transport, String host) {
    return switch (transport) {
      case "UDP" -> "_sip._udp." + host;
      case "TLS" -> "_sips._tcp." + host;
      default -> "_sip._tcp." + host;
    };
  }

  /** The services that are spoken here, best first. */
  static List<Service> services(List<Naptr> records, Set<String> spoken, boolean secure) {
    return records.stream().filter(record -> record.flags().equalsIgnoreCase("s"))
        .sorted(Comparator.comparingInt(Naptr::order).thenComparingInt(Naptr::preference))
        .map(record -> new Service(
            SERVICES.getOrDefault(record.service().toUpperCase(Locale.ROOT), ""),
            record.replacement()))
        .filter(service -> spoken.contains(service.transport()))
        .filter(service -> !secure || service.transport().equals("TLS")).toList();
  }

  /** RFC 2782: by priority, within it at random by weight. A target of "." means that there is none. */
  static List<Server> servers(List<Server> records, RandomGenerator random) {
    List<Server> left = new ArrayList<>(
        records.stream().filter(server -> !server.host().equals("."))
            .sorted(Comparator.comparingInt(Server::priority).thenComparingInt(Server::weight))
            .toList());
    List<Server> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      int priority = left.getFirst().priority();
      List<Server> same = left.stream().filter(one -> one.priority() == priority).toList();
      Server drawn = draw(same, random);
      ordered.add(drawn);
      left.remove(drawn);
    }
    return ordered;
  }

  private static Server draw(List<Server> same, RandomGenerator random) {
    int total = same.stream().mapToInt(Server::weight).sum();
    int drawn = random.nextInt(total + 1);
    int sum = 0;
    for (Server server : same) {
      sum += server.weight();
      if (sum >= drawn) {
        return server;
      }
    }
    return same.getLast();
  }
}
