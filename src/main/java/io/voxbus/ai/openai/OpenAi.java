package io.voxbus.ai.openai;

import io.voxbus.ai.vendor.Endpoint;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the API is. The address may end in {@code /v1} or not. A server of one's own needs no key; {@code appId} is the
 * organisation.
 */
final class OpenAi {
  static final String NAME = "openai";
  private static final String ENDPOINT = "https://api.openai.com/v1";

  private OpenAi() {}

  /** What a call says about its account. */
  record Account(@Nullable String endpoint, @Nullable String secretKey, @Nullable String appId) {}

  static ProviderTarget target(Vendor vendor, Account account, String path,
      Map<String, String> query) {
    Endpoint endpoint = vendor.endpoint(account.endpoint(), "OPENAI_BASE_URL", "endpoint",
        ENDPOINT);
    String version = endpoint.address().replaceAll("/+$", "").endsWith("/v1") ? "" : "/v1";
    ProviderTarget target = endpoint.target(version + path, query);
    String organisation = endpoint.credentialIfAny(account.appId(), "OPENAI_ORG_ID", "appId");
    if (organisation != null) {
      target = target.with("OpenAI-Organization", organisation);
    }
    String key = endpoint.isVendors()
        ? endpoint.credential(account.secretKey(), "OPENAI_API_KEY", "secretKey")
        : endpoint.credentialIfAny(account.secretKey(), "OPENAI_API_KEY", "secretKey");
    return key == null ? target : target.withSecret("Authorization", "Bearer ", key);
  }
}
