package io.voxbus.sip.route;

import io.voxbus.protocol.api.Seconds;
import io.voxbus.sip.guard.Cidr;
import io.voxbus.sip.stack.Uris;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A carrier, one of {@code sip.trunks}.
 *
 * @param hosts          where calls to it go
 * @param addresses      networks its calls come from; none: it must show a password like a user
 * @param transport      the only transport its calls may come by, e.g. TLS
 * @param username       for calls and, with {@code register}, a registration
 * @param domain         of our address in its eyes; empty: the host that is called
 * @param caller         number its calls are from; empty: that of the call, or the username where it has none
 * @param headers        further ones of its INVITEs
 * @param maxCalls       at once; 0: any number
 * @param callsPerSecond new ones to it; 0: any number
 * @param options        between two questions whether a server is alive; 0: none
 * @param failures       times in a row that a server must not answer to count as down
 * @param timeout        how long a server may be silent until the next one is tried
 */
public record TrunkConfig(@Nullable String name, @Nullable List<Host> hosts,
    @Nullable List<String> addresses, @Nullable String transport, @Nullable String username,
    @Nullable String password, boolean register, @Nullable String domain,
    @Nullable String caller, @Nullable Map<String, String> headers, int maxCalls,
    int callsPerSecond, @Nullable Seconds options, int failures, @Nullable Seconds timeout) {
  /**
   * A server of a carrier.
   *
   * @param uri      e.g. {@code sip:sbc1.example.com;transport=tls}
   * @param priority lower ones first
   * @param weight   share among those of one priority
   */
  public record Host(@Nullable String uri, int priority, int weight) {
    public Host {
      if (uri == null || uri.isBlank()) {
        throw new IllegalArgumentException("a host of a trunk needs a uri");
      }
      Uris.parse(uri);
      weight = weight <= 0 ? 1 : weight;
    }
  }

  public TrunkConfig {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("a trunk needs a name");
    }
    hosts = hosts == null ? List.of() : List.copyOf(hosts);
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
    addresses.forEach(Cidr::of);
    domain = domain == null ? "" : domain;
    caller = caller == null ? "" : caller;
    headers = headers == null ? Map.of() : Map.copyOf(headers);
    options = options == null ? new Seconds(30_000) : options;
    failures = failures <= 0 ? 3 : failures;
    timeout = timeout == null ? new Seconds(5_000) : timeout;
    if (register && (hosts.isEmpty() || username == null || username.isBlank())) {
      throw new IllegalArgumentException(
          "trunk " + name + ": to register it needs a host and a username");
    }
  }

  @Override
  public String toString() {
    return "TrunkConfig[" + name + "]";
  }
}
