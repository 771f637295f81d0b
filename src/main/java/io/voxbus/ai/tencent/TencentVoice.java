package io.voxbus.ai.tencent;

import io.voxbus.ai.vendor.Endpoint;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.protocol.api.TtsOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A voice of Tencent's as a call wants it: its parameters and its signed addresses. */
record TencentVoice(Vendor vendor, Endpoint endpoint, Account account, TtsOption option) {
  static final String STREAMING = "streaming";
  private static final String SOCKET_ENDPOINT = "wss://tts.cloud.tencent.com";
  private static final String REQUEST_ENDPOINT = "https://tts.tencentcloudapi.com";
  private static final long VALID_SECONDS = 86_400;
  private static final int RATE = 16_000;

  static TencentVoice bySocket(Vendor vendor, TtsOption option) {
    return of(vendor, option, "TENCENT_TTS_ENDPOINT", SOCKET_ENDPOINT);
  }

  static TencentVoice byRequest(Vendor vendor, TtsOption option) {
    return of(vendor, option, "TENCENT_TTS_BASIC_ENDPOINT", REQUEST_ENDPOINT);
  }

  private static TencentVoice of(Vendor vendor, TtsOption option, String variable, String own) {
    Endpoint endpoint = vendor.endpoint(option.endpoint(), variable, "ttsEndpoint", own);
    return new TencentVoice(vendor, endpoint, Account.of(endpoint,
        new Account.Given(option.appId(), option.secretId(), option.secretKey())), option);
  }

  SpokenAudio audio() {
    return new SpokenAudio(SpokenAudio.Format.PCM, rate(), 1);
  }

  /** @param text what the socket is to say; null: it will be told */
  ProviderTarget socket(long nowSeconds, String session, @Nullable String text) {
    Map<String, String> query = parameters("101001");
    query.put("Action", text == null ? "TextToStreamAudioWSv2" : "TextToStreamAudioWS");
    query.put("AppId", account.appId());
    query.put("EnableSubtitle", "true");
    query.put("Expired", String.valueOf(nowSeconds + VALID_SECONDS));
    query.put("Timestamp", String.valueOf(nowSeconds));
    query.put("SecretId", account.secretId());
    query.put("SessionId", session);
    if (text != null) {
      query.put("Text", text);
    }
    return signed(text == null ? "/stream_wsv2" : "/stream_ws", query);
  }

  /** The request that says one text. */
  ProviderTarget request(long nowSeconds, String session, String text) {
    Map<String, String> query = parameters("501004");
    query.put("Action", "TextToVoice");
    query.put("EnableSubtitle", "true");
    query.put("Nonce", String.valueOf(nowSeconds));
    query.put("SecretId", account.secretId());
    query.put("SessionId", session);
    query.put("Text", text);
    query.put("Timestamp", String.valueOf(nowSeconds));
    query.put("Version", "2019-08-23");
    return signed("/", query);
  }

  private ProviderTarget signed(String path, Map<String, String> query) {
    String signature = account
        .sign("GET" + Account.authority(endpoint.address()) + path + "?" + Account.plain(query));
    query.put("Signature", signature);
    return endpoint.target(path, query).hiding(account.secretKey(),
        account.secretId(), signature);
  }

  private Map<String, String> parameters(String defaultVoice) {
    Map<String, String> query = new HashMap<>();
    query.put("Codec", "pcm");
    query.put("SampleRate", String.valueOf(rate()));
    query.put("Speed", speed());
    query.put("VoiceType", SpeakOptions.speaker(vendor, option, defaultVoice));
    query.put("Volume", volume());
    if (option.emotion() != null) {
      query.put("EmotionCategory", option.emotion());
    }
    query.putAll(SpeakOptions.extra(option));
    query.remove(STREAMING);
    return query;
  }

  private int rate() {
    return SpokenAudio.rateOf(option.samplerate(), SpokenAudio.Format.PCM, RATE);
  }

  /** Ours is a factor; theirs says 0 for 1, 1 for 1.2, 2 for 1.5, -1 for 0.8, -2 for 0.6. */
  private String speed() {
    double factor = option.speed() == null ? 1 : option.speed();
    double steps = factor >= 1.2
        ? 1 + (factor - 1.2) / 0.3
        : (factor - 1) / 0.2;
    double rounded = Math.round(Math.clamp(steps, -2, 6) * 100) / 100.0;
    return rounded == Math.rint(rounded)
        ? String.valueOf((long) rounded)
        : String.valueOf(rounded);
  }

  /** Ours goes from 1 to 10 with 5 as it is; theirs from -10 to 10 with 0. */
  private String volume() {
    int volume = option.volume() == null ? 5 : Math.clamp(option.volume(), 1, 10);
    return String.valueOf((volume - 5) * 2);
  }
}
