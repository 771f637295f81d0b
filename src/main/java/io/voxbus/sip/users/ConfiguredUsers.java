package io.voxbus.sip.users;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The users that the configuration names; further ones are looked for elsewhere. */
public final class ConfiguredUsers implements Users {
  private final Map<String, Account> accounts;
  private final Users others;

  public ConfiguredUsers(UsersConfig config, Users others) {
    accounts = Objects.requireNonNull(config.accounts()).stream().map(UsersConfig.Entry::account)
        .collect(Collectors.toUnmodifiableMap(Account::name, account -> account,
            (first, second) -> first));
    this.others = others;
  }

  @Override
  public Future<Optional<Account>> find(String name) {
    Account account = accounts.get(name);
    return account == null ? others.find(name) : Future.succeededFuture(Optional.of(account));
  }
}
