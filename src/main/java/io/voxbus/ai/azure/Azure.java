package io.voxbus.ai.azure;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
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
    String endpoint = vendor.context().choose(account.endpoint(),
        "AZURE_SPEECH_" + service.toUpperCase(java.util.Locale.ROOT) + "_ENDPOINT",
        service + "Endpoint");
    return ProviderTarget.of(NAME, endpoint == null ? address(vendor, account, service) : endpoint,
        path, query).withSecret("Ocp-Apim-Subscription-Key", "",
            vendor.credential(account.secretKey(), "AZURE_SPEECH_KEY", "secretKey"));
  }

  private static String address(Vendor vendor, Account account, String service) {
    String region = vendor.context().choose(account.region(), "AZURE_SPEECH_REGION", "region");
    if (region == null || !region.matches("[a-zA-Z0-9-]+")) {
      throw SpeechException.refused("azure: no region; give extra.region, the environment's "
          + "AZURE_SPEECH_REGION or ai.providers.azure.region");
    }
    return "https://" + region + "." + service + ".speech.microsoft.com";
  }
}
