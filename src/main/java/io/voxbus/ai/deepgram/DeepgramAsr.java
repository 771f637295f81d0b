package io.voxbus.ai.deepgram;

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
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deepgram's streaming recogniser. Every pair of {@code extra} becomes a query parameter and replaces the default of its
 * name. {@code appId} and {@code secretId} mean nothing here: the key is all there is.
 */
public final class DeepgramAsr extends VendorProvider implements AsrProvider {
  static final String NAME = "deepgram";
  private static final String ENDPOINT = "https://api.deepgram.com";
  private static final String KEY = "DEEPGRAM_API_KEY";
  /** Deepgram's documents: 20 to 250 ms. Each is a system call here and there, and delays a text by half of it. */
  private static final int PACKET_MILLIS = 60;

  public DeepgramAsr() {
    super(NAME);
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = vendor();
    return started.listen(audio, () -> new DeepgramListening(
        target(started, option.endpoint(), option.secretKey(), "/v1/listen",
            query(started, option)),
        ListenOptions.rate(option, 16_000), ListenOptions.packetMillis(option, PACKET_MILLIS)));
  }

  static ProviderTarget target(Vendor vendor, @Nullable String named, @Nullable String key,
      String path, Map<String, String> query) {
    Endpoint endpoint = vendor.endpoint(named, "DEEPGRAM_ENDPOINT", "endpoint", ENDPOINT);
    return endpoint.target(path, query).withSecret("Authorization", "Token ",
        endpoint.credential(key, KEY, "secretKey"));
  }

  private static Map<String, String> query(Vendor vendor, AsrOption option) {
    Map<String, String> query = new HashMap<>(Map.of("encoding", "linear16", "channels", "1",
        "interim_results", "true", "endpointing", "300", "smart_format", "true"));
    query.put("sample_rate", String.valueOf(ListenOptions.rate(option, 16_000)));
    query.put("model", ListenOptions.model(vendor, option, "nova-3"));
    String language = ListenOptions.language(option);
    if (language != null) {
      query.put("language", language);
    }
    query.putAll(ListenOptions.extra(option));
    return query;
  }
}
