package io.voxbus.media.leg.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.ice.RelayClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceServerTest {
  private static final RelayClient.Login LOGIN = new RelayClient.Login("user", "word");

  @Test
  void urlsTellHostAndPort() {
    assertEquals(new IceServer("stun.example.org", 3478, null),
        IceServer.of("stun:stun.example.org", LOGIN));
    assertEquals(new IceServer("turn.example.org", 5000, LOGIN),
        IceServer.of("turn:turn.example.org:5000?transport=udp", LOGIN));
    assertEquals(new IceServer("2001:db8::1", 3479, null),
        IceServer.of("stun:[2001:db8::1]:3479", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"turn:turn.example.org?transport=tcp", "turns:turn.example.org",
      "stuns:stun.example.org"})
  void whatTheNodeDoesNotUseIsLeftToClients(String url) {
    assertNull(IceServer.of(url, LOGIN));
  }

  @Test
  void turnWithoutALoginIsNotUsed() {
    assertNull(IceServer.of("turn:turn.example.org", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.org", "http://example.org", "stun:", "stun:host:port",
      "stun:host:99999"})
  void whatIsNoUrlOfAServerIsAnError(String url) {
    assertThrows(IllegalArgumentException.class, () -> IceServer.of(url, LOGIN));
  }
}
