package io.voxbus.sip.users;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Users of a table. JDBC blocks, so each question has a virtual thread. */
public final class JdbcUsers implements Users, AutoCloseable {
  private static final String TABLE = """
      create table if not exists sip_users (
        name varchar(128) primary key,
        password varchar(128),
        ha1 varchar(32),
        ha1_sha256 varchar(64),
        enabled boolean not null default true)""";

  private final UsersConfig.Jdbc config;
  private final Vertx vertx;
  private final Executor blocking;
  private final HikariDataSource database;

  /** The database need not be there yet. */
  public JdbcUsers(UsersConfig.Jdbc config, Vertx vertx, Executor blocking) {
    this.config = config;
    this.vertx = vertx;
    this.blocking = blocking;
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(config.url());
    pool.setUsername(config.user());
    pool.setPassword(config.password());
    pool.setMaximumPoolSize(config.pool());
    pool.setMinimumIdle(0);
    pool.setConnectionTimeout(Objects.requireNonNull(config.timeout()).millis());
    pool.setInitializationFailTimeout(-1);
    pool.setPoolName("sip-users");
    database = new HikariDataSource(pool);
  }

  /** Makes the table of a new H2 database; others have their own. */
  public Future<Void> prepare() {
    return String.valueOf(config.url()).startsWith("jdbc:h2:")
        ? run(() -> {
          try (Connection connection = database.getConnection();
              Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
          }
          return Optional.<Account>empty();
        }).mapEmpty()
        : Future.succeededFuture();
  }

  @Override
  public Future<Optional<Account>> find(String name) {
    return run(() -> {
      try (Connection connection = database.getConnection();
          PreparedStatement query = connection.prepareStatement(config.query())) {
        query.setQueryTimeout(
            (int) Math.max(1, Objects.requireNonNull(config.timeout()).millis() / 1000));
        query.setString(1, name);
        try (ResultSet found = query.executeQuery()) {
          return found.next()
              ? Optional.of(new Account(name, found.getString("password"), found.getString("ha1"),
                  found.getString("ha1_sha256")))
              : Optional.empty();
        }
      }
    });
  }

  /** A question to the database. */
  private interface Question {
    Optional<Account> ask() throws SQLException;
  }

  private Future<Optional<Account>> run(Question question) {
    CompletableFuture<Optional<Account>> answer = new CompletableFuture<>();
    blocking.execute(() -> {
      try {
        answer.complete(question.ask());
      } catch (SQLException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    return Future.fromCompletionStage(answer, vertx.getOrCreateContext());
  }

  @Override
  public void close() {
    database.close();
  }
}
