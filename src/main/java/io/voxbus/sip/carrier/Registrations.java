package io.voxbus.sip.carrier;

import io.vertx.core.Future;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.sip.door.TrunkSource;
import io.voxbus.sip.route.TrunkConfig;
import io.voxbus.sip.stack.SipHop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sip.address.SipURI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registrations that this node keeps: those of the accounts whose lease it holds. Lives on one event loop; calls are
 * recognised on any.
 */
public final class Registrations implements TrunkSource {
  private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);
  private static final int LOOKS_A_LEASE = 3;
  private static final long GOODBYE_MILLIS = 3_000;

  private final RegisterClient.Tools tools;
  private final LeaseDirectory leases;
  private final long leaseMillis;
  private final List<CarrierAccount> accounts;
  private final Map<String, RegisterClient> clients = new LinkedHashMap<>();
  private volatile List<RegisterClient> known = List.of();
  private long looking = -1;
  private boolean closing;

  /** On the event loop that they live on. */
  public Registrations(CarrierParts parts, LeaseDirectory leases, Wanted wanted) {
    tools = new RegisterClient.Tools(parts.line(), parts.stack(), parts.vertx(), parts.userAgent(),
        wanted.config().times(), parts.meters());
    this.leases = leases;
    leaseMillis = wanted.config().leaseMillis();
    accounts = wanted.accounts();
  }

  /** Accounts of their own and those of trunks that register. */
  public record Wanted(List<RegisterUser> users, List<TrunkConfig> trunks,
      RegistrationConfig config) {
    List<CarrierAccount> accounts() {
      return Stream.concat(
          users.stream().filter(user -> !user.disabled()).map(CarrierAccount::of),
          trunks.stream().filter(TrunkConfig::register).map(CarrierAccount::of)).toList();
    }
  }

  /** Registers from now on; to be called when somebody attends to what carriers answer. */
  public void begin() {
    if (!accounts.isEmpty()) {
      look();
      looking = tools.vertx().setPeriodic(leaseMillis / LOOKS_A_LEASE, tick -> look());
    }
  }

  private void look() {
    accounts.forEach(account -> leases.hold(lease(account), leaseMillis)
        .onSuccess(held -> held(account, held))
        .onFailure(failure -> LOG.atWarn().addKeyValue("account", account.name())
            .log("nobody knows who registers it: {}", failure.getMessage())));
  }

  private void held(CarrierAccount account, boolean held) {
    RegisterClient client = clients.get(account.name());
    if (held && client == null && !closing) {
      RegisterClient opened = new RegisterClient(tools, account);
      clients.put(account.name(), opened);
      publish();
      opened.start();
    } else if (!held && client != null) {
      clients.remove(account.name());
      client.stop().onComplete(gone -> publish());
    }
  }

  private void publish() {
    known = List.copyOf(clients.values());
  }

  private static String lease(CarrierAccount account) {
    return "register:" + account.name();
  }

  /** RFC 3608 section 6.1: the proxies for calls by that account; none while it is not registered here. */
  public List<String> serviceRoute(String name) {
    return known.stream().filter(client -> client.name().equals(name))
        .map(RegisterClient::serviceRoute).findFirst().orElse(List.of());
  }

  /** To be called once in a while. */
  public void keepAlive() {
    known.forEach(RegisterClient::keepAlive);
  }

  @Override
  public Optional<String> trunk(SipHop source, SipURI target) {
    return known.stream().filter(client -> client.leadsHere(source, target))
        .map(RegisterClient::name).findFirst();
  }

  /** Another version of this goes on with all of it: leases and registrations are kept. */
  public void abandon() {
    closing = true;
    tools.vertx().cancelTimer(looking);
    clients.values().forEach(RegisterClient::abandon);
    clients.clear();
    publish();
  }

  /** Gives everything back, so that another node can register at once. */
  public Future<Void> close() {
    closing = true;
    tools.vertx().cancelTimer(looking);
    List<Future<Void>> goodbyes = new ArrayList<>();
    accounts.stream().filter(account -> clients.containsKey(account.name()))
        .forEach(account -> goodbyes.add(Objects.requireNonNull(clients.get(account.name())).stop()
            .timeout(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)
            .transform(gone -> leases.release(lease(account)))));
    return Future.join(goodbyes).transform(all -> {
      clients.clear();
      publish();
      return Future.succeededFuture();
    });
  }
}
