package io.voxbus.ai.tencent;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.Endpoint;
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
 * Tencent's streaming recogniser, v2. Every pair of {@code extra} becomes a query parameter and replaces the default of
 * its name. The language is part of the model ({@code 16k_zh_en}, {@code 8k_zh}): {@code language} names no other one.
 */
public final class TencentAsr extends VendorProvider implements AsrProvider {
  private static final String ENDPOINT = "wss://asr.cloud.tencent.com";
  private static final long VALID_SECONDS = 86_400;
  private final Clock clock;
  private final Supplier<String> ids;

  public TencentAsr() {
    this(Clock.systemUTC(), () -> UUID.randomUUID().toString());
  }

  /** @param ids makes an id of a stream */
  TencentAsr(Clock clock, Supplier<String> ids) {
    super(Account.NAME);
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = vendor();
    return started.listen(audio, () -> new TencentListening(target(started, option),
        ListenOptions.rate(option, 16_000), ListenOptions.packetMillis(option, 40)));
  }

  private ProviderTarget target(Vendor vendor, AsrOption option) {
    Endpoint endpoint = vendor.endpoint(option.endpoint(), "TENCENT_ASR_ENDPOINT", "asrEndpoint",
        ENDPOINT);
    Account account = Account.of(endpoint,
        new Account.Given(option.appId(), option.secretId(), option.secretKey()));
    String path = "/asr/v2/" + account.appId();
    Map<String, String> query = query(vendor, account, option);
    String signature = account
        .sign(Account.authority(endpoint.address()) + path + "?" + Account.plain(query));
    query.put("signature", signature);
    return endpoint.target(path, query)
        .with("X-TC-Version", "2019-06-14").with("X-TC-Region", "ap-guangzhou")
        .hiding(account.secretKey(), account.secretId(), signature);
  }

  private Map<String, String> query(Vendor vendor, Account account, AsrOption option) {
    long now = clock.instant().getEpochSecond();
    Map<String, String> query = new HashMap<>(Map.of("needvad", "1", "vad_silence_time", "700",
        "filter_modal", "0", "filter_punc", "0", "convert_num_mode", "1", "word_info", "1",
        "max_speak_time", "60000", "voice_format", "1"));
    if (ListenOptions.rate(option, 16_000) == 8000) {
      query.put("input_sample_rate", "8000");
    }
    query.put("engine_model_type", ListenOptions.model(vendor, option, "16k_zh_en"));
    query.putAll(ListenOptions.extra(option));
    query.put("secretid", account.secretId());
    query.put("timestamp", String.valueOf(now));
    query.put("expired", String.valueOf(now + VALID_SECONDS));
    query.put("nonce", String.valueOf(now));
    query.put("voice_id", ids.get());
    return query;
  }
}
