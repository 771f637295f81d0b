package io.voxbus.ai.pass;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vendor.ProviderTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a service is. */
final class PassTarget {
  private static final String NAME = "mediaPass";
  private static final int WS_PORT = 80;
  private static final int WSS_PORT = 443;

  private PassTarget() {}

  /**
   * The service's address, told what it will be sent.
   *
   * @throws SpeechException 400 for what is no ws or wss address; without the address, which may hold a credential
   */
  static ProviderTarget of(@Nullable String url, PassFormat format) {
    URI address = address(url);
    boolean ssl = "wss".equalsIgnoreCase(address.getScheme());
    int port = address.getPort() >= 0 ? address.getPort() : ssl ? WSS_PORT : WS_PORT;
    String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    String own = address.getRawQuery() == null ? "" : address.getRawQuery() + "&";
    String query = own + "sample_rate=" + format.outputRate() + "&packet_size="
        + format.packetBytes();
    return new ProviderTarget(NAME, address.getHost(), port, ssl, path + "?" + query, Map.of(),
        Set.of());
  }

  private static URI address(@Nullable String url) {
    try {
      URI address = new URI(url == null ? "" : url.strip());
      if (address.getHost() != null && address.getScheme().matches("(?i)wss?")) {
        return address;
      }
    } catch (URISyntaxException notOne) {
      // refused below
    }
    throw SpeechException.refused("mediaPass: the url is no ws or wss address");
  }
}
