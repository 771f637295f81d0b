package io.voxbus.sip.stack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.SrvRecord;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.sip.address.SipURI;

/** RFC 3263: which addresses stand for a URI, in the order in which to try them. */
final class HopFinder {
  private static final List<String> PREFERRED = List.of("UDP", "TCP", "TLS");

  private final Vertx vertx;
  private final DnsClient dns;
  private final Set<String> transports;
  private final List<String> serverNames;

  /** @param transports what this node speaks */
  HopFinder(Vertx vertx, List<String> servers, Set<String> transports) {
    this.vertx = vertx;
    this.transports = transports;
    serverNames = servers;
    if (servers.isEmpty()) {
      dns = vertx.createDnsClient();
    } else {
      String server = servers.getFirst();
      int colon = server.lastIndexOf(':');
      dns = vertx.createDnsClient(Integer.parseInt(server.substring(colon + 1)),
          server.substring(0, colon));
    }
  }

  Future<List<SipHop>> find(SipURI target) {
    String host = (target.getMAddrParam() == null ? target.getHost() : target.getMAddrParam())
        .replace("[", "").replace("]", "");
    try {
      return Future
          .succeededFuture(List.of(HopRouter.hop(InetAddress.ofLiteral(host), target)));
    } catch (IllegalArgumentException notLiteral) {
      return byName(host, target).compose(hops -> hops.isEmpty()
          ? Future.failedFuture(new java.net.UnknownHostException(host))
          : Future.succeededFuture(hops));
    }
  }

  private Future<List<SipHop>> byName(String host, SipURI target) {
    if (target.getPort() > 0) {
      String transport = HopRouter.transport(target);
      return addresses(host).map(all -> hops(all, target.getPort(), transport, host));
    }
    if (target.getTransportParam() != null) {
      return services(host, List.of(HopRouter.transport(target)));
    }
    return byNaptr(host, target.isSecure());
  }

  /** RFC 3263 section 4.1. */
  private Future<List<SipHop>> byNaptr(String host, boolean secure) {
    return vertx.executeBlocking(() -> Naptr.lookUp(host, serverNames), false)
        .compose(records -> {
          List<HopOrder.Service> services = HopOrder.services(records, transports, secure);
          return services.isEmpty()
              ? services(host, secure ? List.of("TLS") : PREFERRED)
              : all(services, host);
        });
  }

  /** RFC 3263 section 4.2: by SRV, or when there is none by the default port. */
  private Future<List<SipHop>> services(String host, List<String> wanted) {
    List<String> spoken = wanted.stream().filter(transports::contains).toList();
    List<HopOrder.Service> services = spoken.stream()
        .map(transport -> new HopOrder.Service(transport, HopOrder.srvName(transport, host)))
        .toList();
    return all(services, host).compose(found -> found.isEmpty() && !spoken.isEmpty()
        ? addresses(host).map(all -> hops(all, HopRouter.defaultPort(spoken.getFirst()),
            spoken.getFirst(), host))
        : Future.succeededFuture(found));
  }

  private Future<List<SipHop>> all(List<HopOrder.Service> services, String host) {
    return Future.join(services.stream().map(one -> servers(one, host)).toList())
        .map(joined -> joined.<List<SipHop>>list().stream().flatMap(List::stream).toList());
  }

  private Future<List<SipHop>> servers(HopOrder.Service service, String host) {
    return dns.resolveSRV(service.name()).recover(none -> Future.succeededFuture(List.of()))
        .compose(records -> Future
            .join(HopOrder.servers(records.stream().map(HopFinder::server).toList(),
                RandomGenerator.getDefault()).stream()
                .map(server -> addresses(server.host())
                    .map(all -> hops(all, server.port(), service.transport(), host)))
                .toList())
            .map(joined -> joined.<List<SipHop>>list().stream().flatMap(List::stream).toList()));
  }

  private static HopOrder.Server server(SrvRecord record) {
    return new HopOrder.Server(record.priority(), record.weight(), record.port(),
        record.target());
  }

  /** IPv4 first, then IPv6; what DNS does not know the hosts file may. */
  private Future<List<InetAddress>> addresses(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    Future<List<String>> four = dns.resolveA(name)
        .recover(none -> Future.succeededFuture(List.of()));
    Future<List<String>> six = dns.resolveAAAA(name)
        .recover(none -> Future.succeededFuture(List.of()));
    return Future.join(four, six).compose(both -> {
      List<InetAddress> all = new ArrayList<>();
      four.result().forEach(address -> all.add(InetAddress.ofLiteral(address)));
      six.result().forEach(address -> all.add(InetAddress.ofLiteral(address)));
      return all.isEmpty() ? bySystem(name) : Future.succeededFuture(all);
    });
  }

  private Future<List<InetAddress>> bySystem(String name) {
    return vertx.executeBlocking(() -> Arrays.asList(InetAddress.getAllByName(name)), false)
        .recover(none -> Future.succeededFuture(List.of()));
  }

  private static List<SipHop> hops(List<InetAddress> addresses, int port, String transport,
      String host) {
    return addresses.stream().map(
        address -> new SipHop(address, port, transport.toUpperCase(Locale.ROOT), host)).toList();
  }
}
