package io.voxbus.ai.azure;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.ListenOptions;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Azure's recogniser over the protocol of its own SDKs. {@code modelType} is the id of a custom model ({@code cid});
 * pairs of {@code extra} but {@code region} become query parameters.
 */
public final class AzureAsr implements AsrProvider {
  private static final String PATH = "/speech/recognition/conversation/cognitiveservices/v1";
  private final Clock clock;
  private final Supplier<String> ids;
  private volatile @Nullable Vendor vendor;

  public AzureAsr() {
    this(Clock.systemUTC(), () -> UUID.randomUUID().toString().replace("-", ""));
  }

  /** @param ids makes ids of connections and requests */
  AzureAsr(Clock clock, Supplier<String> ids) {
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Set<String> names() {
    return Set.of(Azure.NAME);
  }

  @Override
  public void start(ProviderContext context) {
    vendor = Vendor.of(Azure.NAME, context);
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = Objects.requireNonNull(vendor, "not started");
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
