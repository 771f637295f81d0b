package io.voxbus.ai.vendor;

import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of a call go, and which credentials may go along. The node's (environment, configuration) go to the
 * vendor's own address, to the one that the node's environment or configuration names, and to the hosts listed in the
 * setting {@code credentialHosts}. Whoever names another one must bring credentials of his own: else he would be sent the
 * node's.
 */
public final class Endpoint {
  private static final String HOSTS = "credentialHosts";

  private final String vendor;
  private final ProviderContext context;
  private final String address;
  private final boolean vendors;
  private final boolean trusted;

  private Endpoint(String vendor, ProviderContext context, String address, boolean vendors,
      boolean trusted) {
    this.vendor = vendor;
    this.context = context;
    this.address = address;
    this.vendors = vendors;
    this.trusted = trusted;
  }

  /** An address that the call names, else the node's, else the vendor's own; null if there is none. */
  static @Nullable Endpoint of(Vendor vendor, @Nullable String named, @Nullable String nodes,
      @Nullable String own) {
    boolean given = named != null && !named.isBlank();
    String address = given ? named : nodes != null ? nodes : own;
    if (address == null) {
      return null;
    }
    Origin origin = Origin.of(ProviderTarget.address(vendor.name(), address));
    boolean vendors = origin.isOf(vendor.name(), own);
    return new Endpoint(vendor.name(), vendor.context(), address.strip(), vendors,
        !given || vendors || origin.isOf(vendor.name(), nodes)
            || origin.isListed(vendor.context().setting(HOSTS, "")));
  }

  public String address() {
    return address;
  }

  /** Whether it is the vendor's own, and no server of somebody else. */
  public boolean isVendors() {
    return vendors;
  }

  public ProviderTarget target(String path, Map<String, String> query) {
    return ProviderTarget.of(vendor, address, path, query);
  }

  /**
   * A credential that may go there.
   *
   * @param key in the configuration; the option is called the same or {@code secretKey}
   * @throws SpeechException 401 saying what to do when there is none
   */
  public String credential(@Nullable String option, String variable, String key) {
    String chosen = credentialIfAny(option, variable, key);
    if (chosen != null) {
      return chosen;
    }
    String name = key.endsWith("SecretKey") ? "secretKey" : key;
    throw SpeechException.unauthorized(trusted
        ? vendor + ": no " + key + "; give the option " + name + ", the environment's " + variable
            + " or ai.providers." + vendor + "." + key
        : ProviderTarget.of(vendor, address, "", Map.of()).where()
            + " is named by the call, so the node's " + key + " is not sent there; give the option "
            + name + ", or let the operator list the host in ai.providers." + vendor + "." + HOSTS);
  }

  /** The same for a server that may need none: null then. */
  public @Nullable String credentialIfAny(@Nullable String option, String variable, String key) {
    if (option != null && !option.isBlank()) {
      return option.strip();
    }
    return trusted ? context.choose(null, variable, key) : null;
  }

  @Override
  public String toString() {
    return ProviderTarget.of(vendor, address, "", Map.of()).where();
  }

  /** A server: without TLS it is another one. */
  private record Origin(String host, int port, boolean ssl) {
    static Origin of(URI address) {
      boolean ssl = ProviderTarget.isSsl(address);
      return new Origin(address.getHost().toLowerCase(Locale.ROOT),
          ProviderTarget.portOf(address), ssl);
    }

    boolean isOf(String vendor, @Nullable String other) {
      try {
        return other != null && equals(of(ProviderTarget.address(vendor, other)));
      } catch (SpeechException noAddress) {
        return false;
      }
    }

    /** @param list of names, for any port, or with one after a colon */
    boolean isListed(String list) {
      return Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
          .anyMatch(listed -> listed.equals(host) || listed.equals(host + ":" + port));
    }
  }
}
