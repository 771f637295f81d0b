package io.voxbus.ai;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Future;
import io.voxbus.ai.cache.PhraseKey;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallReply;
import java.util.concurrent.TimeUnit;

/** What is said through the cache: texts that are there as a whole. */
final class Phrases {
  private Phrases() {}

  /** What the utterance says. */
  static TtsCache.Speech speak(TtsCache cache, TtsProvider provider, Utterance utterance) {
    String text = utterance.whole();
    return text == null || !cache.takes(text)
        ? TtsCache.past(
            Flowable.defer(() -> provider.speak(utterance.text(), utterance.option)))
        : cache.speak(PhraseKey.of(utterance.provider, text, utterance.option), Flowable
            .defer(() -> provider.speak(Flowable.fromIterable(Sentences.of(text)),
                utterance.option)));
  }

  /** Lets a phrase be made for later; fails if the voice is silent for too long. */
  static Future<CallReply.Precached> make(TtsCache cache, TtsProvider provider,
      AiRequest.Precache wanted, String key, long stallMillis) {
    TtsCache.Speech speech = cache.speak(key, Flowable.defer(() -> provider
        .speak(Flowable.fromIterable(Sentences.of(wanted.text())), wanted.option())));
    return Future.fromCompletionStage(speech.audio().timeout(stallMillis, TimeUnit.MILLISECONDS)
        .reduce(0L, (samples, frame) -> samples + frame.pcm().length)
        .map(samples -> new CallReply.Precached(key, speech.cached() ? 0 : 2 * samples))
        .toCompletionStage());
  }
}
