package io.voxbus.ai.azure;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vendor.Endpoint;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the service is: at the endpoint, or in the region of {@code extra.region}, AZURE_SPEECH_REGION, the configuration. */
final class Azure {
  static final String NAME = "azure";

  private Azure() {}

  /** What a call says about its account. */
  record Account(@Nullable String endpoint, @Nullable String secretKey, @Nullable String region) {}

  /** @param service {@code stt} or {@code tts} */
  static ProviderTarget target(Vendor vendor, Account account, String service, String path,
      Map<String, String> query) {
    Endpoint endpoint = vendor.endpointIfAny(account.endpoint(),
        "AZURE_SPEECH_" + service.toUpperCase(Locale.ROOT) + "_ENDPOINT", service + "Endpoint",
        address(vendor, account, service));
    if (endpoint == null) {
      throw SpeechException.refused("azure: no region; give extra.region, the environment's "
          + "AZURE_SPEECH_REGION or ai.providers.azure.region");
    }
    return endpoint.target(path, query).withSecret("Ocp-Apim-Subscription-Key", "",
        endpoint.credential(account.secretKey(), "AZURE_SPEECH_KEY", "secretKey"));
  }

  private static @Nullable String address(Vendor vendor, Account account, String service) {
    String region = vendor.choose(account.region(), "AZURE_SPEECH_REGION", "region", "");
    return region.matches("[a-zA-Z0-9-]+")
        ? "https://" + region + "." + service + ".speech.microsoft.com"
        : null;
  }
}
