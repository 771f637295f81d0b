package io.voxbus.sip.users;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.sip.auth.Algorithm;
import io.voxbus.testing.EventLoops;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersTest {
  private static Vertx vertx;
  private static ExecutorService blocking;
  @TempDir
  Path folder;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    blocking = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterAll
  static void stop() {
    await(vertx.close());
    blocking.close();
  }

  @Test
  void aPasswordStandsForItsHashesAndHashesForThemselves() {
    Account plain = new Account("a", "p", null, null);
    Account hashed = new Account("a", null, Algorithm.MD5.ha1("a", "r", "p"), null);
    assertEquals(plain.ha1(Algorithm.MD5, "r"), hashed.ha1(Algorithm.MD5, "r"));
    assertEquals(Optional.empty(), hashed.ha1(Algorithm.SHA_256, "r"));
    assertEquals("Account[a]", plain.toString());
  }

  @Test
  void theConfigurationIsAskedFirst() {
    UsersConfig config = new UsersConfig(List.of(new UsersConfig.Entry("a", "p", null, null)),
        null, null, null, null);
    Users users = new ConfiguredUsers(config,
        name -> Future.succeededFuture(Optional.of(new Account(name, "other", null, null))));
    assertEquals("p", await(users.find("a")).orElseThrow().password());
    assertEquals("other", await(users.find("b")).orElseThrow().password());
  }

  @Test
  void aUserWithoutPasswordIsRefused() {
    assertThrows(IllegalArgumentException.class,
        () -> new UsersConfig.Entry("a", null, null, null));
    assertThrows(IllegalArgumentException.class,
        () -> new UsersConfig(null, UsersConfig.Backend.HTTP, null, null, null));
  }

  @Test
  void usersComeOutOfATable() throws SQLException {
    String url = "jdbc:h2:file:" + folder.resolve("users").toAbsolutePath();
    try (JdbcUsers users = new JdbcUsers(new UsersConfig.Jdbc(url, null, null, null, 0, null),
        vertx, blocking)) {
      await(users.prepare());
      await(users.prepare());
      try (Connection connection = DriverManager.getConnection(url, "", "")) {
        connection.createStatement().execute("insert into sip_users(name, password, ha1, enabled) "
            + "values ('a', 'p', null, true), ('b', null, 'h', true), ('c', 'p', null, false)");
      }
      assertEquals(
          List.of(Optional.of(new Account("a", "p", null, null)),
              Optional.of(new Account("b", null, "h", null)), Optional.empty(), Optional.empty()),
          List.of(await(users.find("a")), await(users.find("b")), await(users.find("c")),
              await(users.find("' or '1'='1"))));
    }
  }

  @Test
  void aDatabaseThatIsNotThereFailsInTime() {
    try (JdbcUsers users = new JdbcUsers(new UsersConfig.Jdbc("jdbc:postgresql://127.0.0.1:1/none",
        "u", "p", null, 1, new Seconds(300)), vertx, blocking)) {
      assertThrows(AssertionError.class, () -> await(users.find("a")));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"200|{\"password\":\"p\"}|Optional[Account[a]]",
      "404||Optional.empty", "500||failed", "200|no json|failed", "200|{}|failed",
      "200|{\"password\":7}|failed"})
  void aWebServiceIsAsked(int status, String body, String found) {
    List<String> asked = new ArrayList<>();
    HttpServer server = await(vertx.createHttpServer().requestHandler(request -> request.body()
        .onSuccess(sent -> {
          asked.add(request.method() + " " + request.getHeader("X-Key") + " " + sent);
          request.response().setStatusCode(status).end(body == null ? "" : body);
        })).listen(0, "127.0.0.1"));
    HttpUsers users = new HttpUsers(new UsersConfig.Http(
        "http://127.0.0.1:" + server.actualPort() + "/users", Map.of("X-Key", "k"), null), vertx);
    String answer = await(EventLoops.ask(vertx, () -> users.find("a")).map(String::valueOf)
        .recover(failure -> Future.succeededFuture("failed")));
    assertEquals(found, answer);
    assertEquals(List.of("POST k {\"name\":\"a\"}"), asked);
    await(users.close());
    await(server.close());
  }

  @Test
  void aWebServiceThatIsSilentFailsInTime() {
    HttpServer server = await(
        vertx.createHttpServer().requestHandler(request -> {}).listen(0, "127.0.0.1"));
    HttpUsers users = new HttpUsers(new UsersConfig.Http(
        "http://127.0.0.1:" + server.actualPort(), null, new Seconds(200)), vertx);
    assertThrows(AssertionError.class, () -> await(EventLoops.ask(vertx, () -> users.find("a"))));
    await(users.close());
    await(server.close());
  }

  @Test
  void answersAreKeptForAWhileFailuresAreNot() {
    AtomicLong now = new AtomicLong();
    List<String> asked = new ArrayList<>();
    List<Promise<Optional<Account>>> answers = new ArrayList<>();
    Users users = new CachedUsers(name -> {
      asked.add(name);
      answers.add(Promise.promise());
      return answers.getLast().future();
    }, 1000, now::get);
    Future<Optional<Account>> first = users.find("a");
    Future<Optional<Account>> second = users.find("a");
    answers.getLast().complete(Optional.empty());
    assertTrue(first.succeeded() && second.succeeded());
    now.set(999);
    users.find("a");
    assertEquals(List.of("a"), asked);
    now.set(1000);
    users.find("a");
    answers.getLast().fail("down");
    users.find("a");
    assertEquals(List.of("a", "a", "a"), asked);
  }
}
