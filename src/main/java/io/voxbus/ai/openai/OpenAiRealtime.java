package io.voxbus.ai.openai;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.RealtimeOptions;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.protocol.api.RealtimeOption;
import java.util.Map;

/**
 * The Realtime API, and every server that speaks it. {@code secretId} is the organisation. Models of the preview, and
 * {@code extra.api: beta}, are asked in the words of the beta; both are understood.
 */
public final class OpenAiRealtime extends VendorProvider implements RealtimeProvider {
  private static final String MODEL = "gpt-realtime";

  public OpenAiRealtime() {
    super(OpenAi.NAME);
  }

  @Override
  public Flowable<RealtimeOutput> converse(Flowable<RealtimeInput> input, RealtimeOption option) {
    Vendor started = vendor();
    return started.converse(input, () -> {
      String model = RealtimeOptions.model(started, option, MODEL);
      boolean beta = RealtimeOptions
          .extra(option, "api", model.contains("-preview") ? "beta" : "ga").equals("beta");
      ProviderTarget target = OpenAi.target(started,
          new OpenAi.Account(option.endpoint(), option.secretKey(), option.secretId()),
          "/realtime", Map.of("model", model));
      return new OpenAiConversation(beta ? target.with("OpenAI-Beta", "realtime=v1") : target,
          beta ? new BetaWords(option) : new GaWords(option), option);
    });
  }
}
