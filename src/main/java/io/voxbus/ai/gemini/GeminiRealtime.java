package io.voxbus.ai.gemini;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.ai.vendor.Endpoint;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.RealtimeOptions;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.protocol.api.RealtimeOption;
import java.util.Map;

/** Gemini Live. {@code secretId} has no say: the key is all of the account. */
public final class GeminiRealtime extends VendorProvider implements RealtimeProvider {
  private static final String NAME = "gemini";
  private static final String ENDPOINT = "https://generativelanguage.googleapis.com";
  private static final String PATH = "/ws/google.ai.generativelanguage.v1beta.GenerativeService"
      + ".BidiGenerateContent";
  private static final String MODEL = "gemini-live-2.5-flash-preview";

  public GeminiRealtime() {
    super(NAME);
  }

  @Override
  public Flowable<RealtimeOutput> converse(Flowable<RealtimeInput> input, RealtimeOption option) {
    Vendor started = vendor();
    return started.converse(input, () -> {
      Endpoint endpoint = started.endpoint(option.endpoint(), "GEMINI_ENDPOINT", "endpoint",
          ENDPOINT);
      String key = endpoint.credential(option.secretKey(), "GEMINI_API_KEY", "secretKey");
      ProviderTarget target = endpoint.target(PATH, Map.of("key", key)).hiding(key);
      return new GeminiConversation(target, RealtimeOptions.model(started, option, MODEL),
          option);
    });
  }
}
