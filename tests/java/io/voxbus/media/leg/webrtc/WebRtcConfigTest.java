package io.voxbus.media.leg.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WebRtcConfigTest {
  @Test
  void aShelteredNodeIsOnLoopbackUnlessItsAddressesAreNamed() {
    assertEquals(List.of("127.0.0.1"), config().sheltered().addresses());
    assertEquals(List.of("10.0.0.1"), config("10.0.0.1").sheltered().addresses());
  }

  @Test
  void addressesMayComeInOneVariable() {
    assertEquals(List.of("10.0.0.1", "10.0.0.2"), config("10.0.0.1, 10.0.0.2").addresses());
    assertEquals(List.of(), config("").addresses());
  }

  private static WebRtcConfig config(String... addresses) {
    return new WebRtcConfig(null, List.of(addresses), null, null, null, null, null, null, null,
        null,
        0);
  }
}
