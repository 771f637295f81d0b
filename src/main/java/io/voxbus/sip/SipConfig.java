package io.voxbus.sip;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.sip.auth.AuthConfig;
import io.voxbus.sip.carrier.RegisterUser;
import io.voxbus.sip.carrier.RegistrationConfig;
import io.voxbus.sip.guard.GuardConfig;
import io.voxbus.sip.registrar.RegistrarConfig;
import io.voxbus.sip.route.TrunkConfig;
import io.voxbus.sip.stack.ListenConfig;
import io.voxbus.sip.users.UsersConfig;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sip} section of the configuration.
 *
 * @param enabled        whether to listen; not given: when there is a user, a trunk or an account to register
 * @param listen         on loopback only, whatever is written, while nobody is known who might call
 * @param registerUsers  accounts to register with carriers
 * @param dialPlan       file with the rules of where calls go
 * @param dialPlanReload between two looks whether it has changed; 0: none
 */
public record SipConfig(@Nullable Boolean enabled, @Nullable ListenConfig listen,
    @Nullable GuardConfig guard, @Nullable AuthConfig auth, @Nullable RegistrarConfig registrar,
    @Nullable UsersConfig users, @Nullable List<TrunkConfig> trunks,
    @JsonAlias("register_users") @Nullable List<RegisterUser> registerUsers,
    @Nullable RegistrationConfig registration, @Nullable String dialPlan,
    @Nullable Seconds dialPlanReload, @Nullable PhoneConfig calls) {
  private static final String LOOPBACK = "127.0.0.1";

  public SipConfig {
    guard = guard == null
        ? new GuardConfig(null, null, null, 0, 0, 0, null, null, 0, null, null)
        : guard;
    auth = auth == null ? new AuthConfig(null, null, null, null, null) : auth;
    registrar = registrar == null ? new RegistrarConfig(null, null, null, 0, null) : registrar;
    users = users == null ? new UsersConfig(null, null, null, null, null) : users;
    trunks = trunks == null ? List.of() : List.copyOf(trunks);
    registerUsers = registerUsers == null ? List.of() : List.copyOf(registerUsers);
    registration = registration == null
        ? new RegistrationConfig(null, null, null, null)
        : registration;
    dialPlan = dialPlan == null ? "conf/dialplan.yaml" : dialPlan;
    dialPlanReload = dialPlanReload == null ? new Seconds(5000) : dialPlanReload;
    calls = calls == null ? new PhoneConfig(null, null, null, null, false) : calls;
    boolean known = users.isAny() || !trunks.isEmpty() || !registerUsers.isEmpty();
    enabled = enabled == null ? Boolean.valueOf(known) : enabled;
    ListenConfig given = listen == null ? defaultListen() : listen;
    listen = known || Boolean.TRUE.equals(auth.strangers()) || given.isLoopback()
        ? given
        : given.at(LOOPBACK);
    if (trunks.stream().map(TrunkConfig::name).distinct().count() < trunks.size()) {
      throw new IllegalArgumentException("two trunks of one name");
    }
  }

  private static ListenConfig defaultListen() {
    return new ListenConfig(null, null, null, null, null, null, null, null, null, null, null, 0, 0,
        0, 0, 0, 0, null, null, 0, 0, null, null, null);
  }

  /** Whether calls of people nobody knows are taken. */
  public boolean takesStrangers() {
    Boolean given = Objects.requireNonNull(auth).strangers();
    boolean known = Objects.requireNonNull(users).isAny()
        || !Objects.requireNonNull(trunks).isEmpty()
        || !Objects.requireNonNull(registerUsers).isEmpty();
    return given != null ? given : !known;
  }
}
