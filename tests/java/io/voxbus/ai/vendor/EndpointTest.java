package io.voxbus.ai.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  private static final String OWN = "wss://api.vendor.example/v1";
  private static final Map<String, String> ENVIRONMENT = Map.of("V_KEY", "node-secret");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {" ", OWN, "https://api.vendor.example",
      "https://API.Vendor.example:443/x",
      "https://proxy.example:8443/other", "http://listed.example", "https://listed.example:9999",
      "ws://port.example:81"})
  void theNodesKeyGoesToTheVendorToItsOwnServersAndToListedOnes(@Nullable String named) {
    assertEquals("node-secret", endpoint(named).credential(null, "V_KEY", "secretKey"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "https://evil.example/api.vendor.example",
      "https://api.vendor.example@evil.example", "https://api.vendor.example.evil.example",
      "https://evil.example?api.vendor.example", "https://evilapi.vendor.example",
      "http://api.vendor.example", "https://api.vendor.example:444", "https://proxy.example",
      "http://proxy.example:8443", "https://listed.example.evil.example", "https://port.example",
      "https://[::1]"})
  void itGoesNowhereElse(String named) {
    SpeechException refused = assertThrows(SpeechException.class,
        () -> endpoint(named).credential(null, "V_KEY", "secretKey"));

    assertEquals(401, refused.code());
    assertEquals(endpoint(named) + " is named by the call, so the node's secretKey is not sent "
        + "there; give the option secretKey, or let the operator list the host in "
        + "ai.providers.v.credentialHosts", refused.getMessage());
    assertEquals("mine", endpoint(named).credential("mine", "V_KEY", "secretKey"));
    assertNull(endpoint(named).credentialIfAny(" ", "V_KEY", "secretKey"));
  }

  @Test
  void anAddressOfTheNodeThatIsNoneTrustsNobody() {
    Vendor vendor = vendor(Map.of("endpoint", "nonsense", "credentialHosts", ""));

    assertNull(vendor.endpoint("https://evil.example", "V_URL", "endpoint", OWN)
        .credentialIfAny(null, "V_KEY", "secretKey"));
    assertEquals(400, assertThrows(SpeechException.class,
        () -> vendor.endpoint(null, "V_URL", "endpoint", OWN)).code());
  }

  @Test
  void whatIsMissingIsToldByTheNamesOfOptionEnvironmentAndConfiguration() {
    assertEquals("v: no openaiSecretKey; give the option secretKey, the environment's X_KEY or "
        + "ai.providers.v.openaiSecretKey",
        assertThrows(SpeechException.class,
            () -> endpoint(null).credential(null, "X_KEY", "openaiSecretKey")).getMessage());
  }

  private Endpoint endpoint(@Nullable String named) {
    return vendor(Map.of("endpoint", "wss://proxy.example:8443/v1", "credentialHosts",
        "listed.example, Port.example:81")).endpoint(named, "V_URL", "endpoint", OWN);
  }

  private Vendor vendor(Map<String, String> settings) {
    return Vendor.of("v", new ProviderContext(vertx, settings, ENVIRONMENT));
  }
}
