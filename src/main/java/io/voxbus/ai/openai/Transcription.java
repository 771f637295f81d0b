package io.voxbus.ai.openai;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientForm;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.ProviderRequest;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Utterances.Utterance;
import io.voxbus.ai.vendor.Vendor;
import java.util.function.Supplier;

/** One utterance that becomes a text. What may pass costs this utterance only; what will not ends the stream. */
record Transcription(Vendor vendor, ProviderTarget target, Supplier<ClientForm> form) {
  private static final int SERVER = 500;

  Flowable<Transcript> of(Utterance utterance) {
    return vendor.request(ProviderRequest.post(target, form.get()))
        .collect(Buffer::buffer, Buffer::appendBuffer).toFlowable()
        .map(answer -> heard(utterance, answer)).filter(heard -> !heard.text().isEmpty())
        .onErrorResumeNext(why -> lost(utterance, why));
  }

  private Transcript heard(Utterance utterance, Buffer answer) {
    String text;
    try {
      text = new JsonObject(answer).getString("text").strip();
    } catch (RuntimeException garbage) {
      throw SpeechException.failed(vendor.name() + " sent something that is no transcript");
    }
    return new Transcript(utterance.index(), true, text, utterance.startMillis(),
        utterance.endMillis());
  }

  private static Flowable<Transcript> lost(Utterance utterance, Throwable why) {
    return why instanceof SpeechException speech && speech.code() >= SERVER
        ? Flowable.just(Transcript.lost(utterance.index(), utterance.startMillis(),
            utterance.endMillis(), String.valueOf(why.getMessage())))
        : Flowable.error(why);
  }
}
