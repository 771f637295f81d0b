package io.voxbus.sip.users;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sip.users} section of the configuration.
 *
 * @param accounts users named here; they are looked for before the backend is asked
 * @param backend  none, jdbc or http
 * @param cache    how long an answer of the backend is believed
 */
public record UsersConfig(@Nullable List<Entry> accounts, @Nullable Backend backend,
    @Nullable Seconds cache, @Nullable Jdbc jdbc, @Nullable Http http) {
  /** Where further users are. */
  public enum Backend {
    @JsonProperty("none")
    NONE, @JsonProperty("jdbc")
    JDBC, @JsonProperty("http")
    HTTP
  }

  /** A user, with a password or what RFC 7616 makes of it: the hash of {@code name:realm:password}. */
  public record Entry(@Nullable String name, @Nullable String password, @Nullable String ha1,
      @Nullable String ha1Sha256) {
    public Entry {
      if (name == null || name.isBlank()
          || (password == null && ha1 == null && ha1Sha256 == null)) {
        throw new IllegalArgumentException("a user needs a name and a password or ha1");
      }
    }

    Account account() {
      return new Account(String.valueOf(name), password, ha1, ha1Sha256);
    }
  }

  /**
   * A table of users.
   *
   * @param url   of the database
   * @param query with one {@code ?} for the name; yields columns password, ha1, ha1_sha256, of which some may be null
   * @param pool  connections
   */
  public record Jdbc(@Nullable String url, @Nullable String user, @Nullable String password,
      @Nullable String query, int pool, @Nullable Seconds timeout) {
    public Jdbc {
      url = url == null ? "jdbc:h2:file:./data/users" : url;
      user = user == null ? "" : user;
      password = password == null ? "" : password;
      query = query == null
          ? "select password, ha1, ha1_sha256 from sip_users where name = ? and enabled"
          : query;
      pool = pool == 0 ? 4 : pool;
      timeout = timeout == null ? new Seconds(2000) : timeout;
    }
  }

  /**
   * A web service: {@code {"name": ...}} is posted; it answers 200 with password, ha1 or ha1Sha256, or 404.
   *
   * @param headers sent along, e.g. Authorization
   */
  public record Http(@Nullable String url, @Nullable Map<String, String> headers,
      @Nullable Seconds timeout) {
    public Http {
      url = url == null ? "" : url;
      headers = headers == null ? Map.of() : Map.copyOf(headers);
      timeout = timeout == null ? new Seconds(2000) : timeout;
    }
  }

  public UsersConfig {
    accounts = accounts == null ? List.of() : List.copyOf(accounts);
    backend = backend == null ? Backend.NONE : backend;
    cache = cache == null ? new Seconds(60_000) : cache;
    jdbc = jdbc == null ? new Jdbc(null, null, null, null, 0, null) : jdbc;
    http = http == null ? new Http(null, null, null) : http;
    if (backend == Backend.HTTP && String.valueOf(http.url()).isEmpty()) {
      throw new IllegalArgumentException("users of a web service need its url");
    }
  }

  /** Whether there may be any user. */
  public boolean isAny() {
    return backend != Backend.NONE || (accounts != null && !accounts.isEmpty());
  }
}
