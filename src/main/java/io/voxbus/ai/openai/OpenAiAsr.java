package io.voxbus.ai.openai;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.http.ClientMultipartForm;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.ListenOptions;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Utterances;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.Map;

/**
 * {@code POST /v1/audio/transcriptions}, an utterance each, cut by our voice detector: only final texts. With {@code
 * extra.realtime=true} a realtime transcription session over a WebSocket, with partial ones. Other pairs of {@code extra}
 * are sent along. Setting {@code silenceMillis} (500): what ends an utterance.
 */
public final class OpenAiAsr extends VendorProvider implements AsrProvider {
  private static final String REALTIME = "realtime";
  private static final int REALTIME_RATE = 24_000;
  private static final String MODEL = "gpt-4o-mini-transcribe";

  public OpenAiAsr() {
    super(OpenAi.NAME);
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = vendor();
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
