package io.voxbus.ai.tencent;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.vendor.ProviderRequest;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.time.Clock;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/** Tencent's voices by a request a piece, as a whole: slower, cheaper. Settings as {@code tencent_basic}. */
public final class TencentBasicTts extends VendorProvider implements TtsProvider {
  private static final String BASIC = "tencent_basic";
  private final Clock clock;
  private final Supplier<String> ids;

  public TencentBasicTts() {
    this(Clock.systemUTC(), () -> UUID.randomUUID().toString());
  }

  /** @param ids makes ids of sessions */
  TencentBasicTts(Clock clock, Supplier<String> ids) {
    super(BASIC);
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Vendor started = vendor();
    return Flowable.defer(() -> {
      TencentVoice voice = TencentVoice.byRequest(started, option);
      return started.speakPieces(text, piece -> {
        ProviderTarget target = voice.request(clock.instant().getEpochSecond(), ids.get(), piece);
        return started.request(ProviderRequest.get(target))
            .collect(Buffer::buffer, Buffer::appendBuffer)
            .map(answer -> voice.audio().decode(audio(target, answer))).toFlowable();
      });
    });
  }

  private static byte[] audio(ProviderTarget target, Buffer answer) {
    JsonObject response;
    JsonObject error;
    try {
      response = Objects.requireNonNull(new JsonObject(answer).getJsonObject("Response"));
      error = response.getJsonObject("Error");
      if (error == null) {
        return Base64.getDecoder().decode(response.getString("Audio"));
      }
    } catch (RuntimeException garbage) {
      throw SpeechException
          .failed(target.vendor() + " sent something that is neither audio nor an answer");
    }
    throw target.failure(TencentCodes.status(error.getString("Code", "")),
        error.getString("Message", "unknown error"));
  }
}
