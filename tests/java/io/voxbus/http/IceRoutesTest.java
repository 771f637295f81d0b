package io.voxbus.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.api.Seconds;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceRoutesTest {
  private static final List<String> URLS = List.of("turn:turn.example.org:3478?transport=udp");

  @Test
  void credentialsOfATimeAreSignedWithTheSecretAndNameTheClient() {
    IceRoutes routes = new IceRoutes(new IceConfig(null,
        List.of(new IceConfig.Server(URLS, "ignored", "ignored", "S", new Seconds(600_000)))));
    // printf 1700000600:192.0.2.7 | openssl dgst -sha1 -hmac S -binary | base64
    assertEquals(
        List.of(
            new IceRoutes.Offered(URLS, "1700000600:192.0.2.7", "CxS4A1jFrVzxn/5o6+48VhJYY3A=")),
        routes.offered("192.0.2.7", 1_700_000_000_000L));
  }

  @Test
  void theNameOfAClientOnIpv6HasNoFurtherColons() {
    IceRoutes routes = new IceRoutes(new IceConfig(null,
        List.of(new IceConfig.Server(URLS, null, null, "S", new Seconds(600_000)))));
    assertEquals("1700000600:2001-db8--7",
        routes.offered("2001:db8::7", 1_700_000_000_000L).get(0).username());
  }

  @Test
  void aServerWithoutSecretIsToldAsItIsConfigured() {
    IceRoutes routes = new IceRoutes(new IceConfig(null,
        List.of(new IceConfig.Server(URLS, "user", "word", null, new Seconds(1)))));
    assertEquals(List.of(new IceRoutes.Offered(URLS, "user", "word")), routes.offered("x", 0));
  }
}
