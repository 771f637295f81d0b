package io.voxbus.ai.openai;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.http.ClientMultipartForm;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.ListenOptions;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Utterances;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/audio/transcriptions}, an utterance each, cut by our voice detector: only final texts. With {@code
 * extra.realtime=true} a realtime transcription session over a WebSocket, with partial ones. Other pairs of {@code extra}
 * are sent along. Setting {@code silenceMillis} (500): what ends an utterance.
 */
public final class OpenAiAsr implements AsrProvider {
  private static final String REALTIME = "realtime";
  private static final int REALTIME_RATE = 24_000;
  private static final String MODEL = "gpt-4o-mini-transcribe";
  private volatile @Nullable Vendor vendor;

  @Override
  public Set<String> names() {
    return Set.of(OpenAi.NAME);
  }

  @Override
  public void start(ProviderContext context) {
    vendor = Vendor.of(OpenAi.NAME, context);
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = Objects.requireNonNull(vendor, "not started");
    OpenAi.Account account = new OpenAi.Account(option.endpoint(), option.secretKey(),
        option.appId());
    String model = ListenOptions.model(started, option, MODEL);
    if (Boolean.parseBoolean(ListenOptions.extra(option, REALTIME, "false"))) {
      return started.listen(audio,
          () -> new OpenAiListening(OpenAi.target(started, account, "/realtime",
              Map.of("intent", "transcription")), model, option, REALTIME_RATE));
    }
    return Flowable.defer(() -> {
      ProviderTarget target = OpenAi.target(started, account, "/audio/transcriptions", Map.of());
      return Utterances.cut(audio, started.context().number("silenceMillis", 500))
          .concatMapEager(utterance -> new Transcription(started, target,
              () -> form(utterance.wav(), model, option)).of(utterance));
    });
  }

  private static ClientMultipartForm form(io.vertx.core.buffer.Buffer wav, String model,
      AsrOption option) {
    ClientMultipartForm form = ClientMultipartForm.multipartForm().attribute("model", model)
        .attribute("response_format", "json");
    String language = ListenOptions.language(option);
    if (language != null) {
      form.attribute("language", language);
    }
    ListenOptions.extra(option).forEach((key, value) -> {
      if (!key.equals(REALTIME)) {
        form.attribute(key, value);
      }
    });
    return form.binaryFileUpload("file", "utterance.wav", "audio/wav", wav);
  }
}
