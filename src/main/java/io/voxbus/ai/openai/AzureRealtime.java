package io.voxbus.ai.openai;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vendor.Endpoint;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.RealtimeOptions;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.protocol.api.RealtimeOption;
import java.util.Map;

/**
 * The Realtime API on Azure: {@code model} is the deployment. With {@code extra.apiVersion}, e.g. 2024-10-01-preview,
 * the path and the words of the beta.
 */
public final class AzureRealtime extends VendorProvider implements RealtimeProvider {
  private static final String NAME = "azure";
  private static final String MODEL = "gpt-realtime";

  public AzureRealtime() {
    super(NAME);
  }

  @Override
  public Flowable<RealtimeOutput> converse(Flowable<RealtimeInput> input, RealtimeOption option) {
    Vendor started = vendor();
    return started.converse(input, () -> {
      String version = RealtimeOptions.extra(option, "apiVersion", "");
      ProviderTarget target = target(started, option, version);
      return new OpenAiConversation(target,
          version.isEmpty() ? new GaWords(option) : new BetaWords(option), option);
    });
  }

  private static ProviderTarget target(Vendor vendor, RealtimeOption option, String version) {
    Endpoint endpoint = vendor.endpointIfAny(option.endpoint(), "AZURE_OPENAI_ENDPOINT",
        "openaiEndpoint", null);
    if (endpoint == null) {
      throw SpeechException.refused("azure: no endpoint; give realtime.endpoint, the environment's "
          + "AZURE_OPENAI_ENDPOINT or ai.providers.azure.openaiEndpoint");
    }
    String model = RealtimeOptions.model(vendor, option, MODEL);
    ProviderTarget target = version.isEmpty()
        ? endpoint.target("/openai/v1/realtime", Map.of("model", model))
        : endpoint.target("/openai/realtime",
            Map.of("api-version", version, "deployment", model));
    return target.withSecret("api-key", "",
        endpoint.credential(option.secretKey(), "AZURE_OPENAI_API_KEY", "openaiSecretKey"));
  }
}
