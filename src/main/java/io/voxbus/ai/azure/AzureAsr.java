package io.voxbus.ai.azure;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.ListenOptions;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Azure's recogniser over the protocol of its own SDKs. {@code modelType} is the id of a custom model ({@code cid});
 * pairs of {@code extra} but {@code region} become query parameters.
 */
public final class AzureAsr extends VendorProvider implements AsrProvider {
  private static final String PATH = "/speech/recognition/conversation/cognitiveservices/v1";
  private final Clock clock;
  private final Supplier<String> ids;

  public AzureAsr() {
    this(Clock.systemUTC(), () -> UUID.randomUUID().toString().replace("-", ""));
  }

  /** @param ids makes ids of connections and requests */
  AzureAsr(Clock clock, Supplier<String> ids) {
    super(Azure.NAME);
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = vendor();
    return started.listen(audio, () -> new AzureListening(target(started, option), ids.get(), clock,
        ListenOptions.rate(option, 16_000), ListenOptions.packetMillis(option, 100)));
  }

  private ProviderTarget target(Vendor vendor, AsrOption option) {
    Map<String, String> query = new HashMap<>(Map.of("format", "simple"));
    String language = ListenOptions.language(option);
    query.put("language", language == null ? "en-US" : language);
    String model = ListenOptions.model(vendor, option, "");
    if (!model.isEmpty()) {
      query.put("cid", model);
    }
    query.putAll(ListenOptions.extra(option));
    query.remove("region");
    return Azure.target(vendor, new Azure.Account(option.endpoint(), option.secretKey(),
        ListenOptions.extra(option).get("region")), "stt", PATH, query)
        .with("X-ConnectionId", ids.get());
  }
}
