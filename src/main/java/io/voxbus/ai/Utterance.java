package io.voxbus.ai;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.ReplayProcessor;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.TtsOption;
import org.jspecify.annotations.Nullable;

/** One item being spoken: its text as it comes, in sentences, and how its audio is coming along. */
final class Utterance {
  final int item;
  TtsOption option;
  final long startMillis;
  String provider = "";
  boolean started;
  TtsCache.@Nullable Speech speech;
  @Nullable
  Disposable running;
  long samples;
  private final ReplayProcessor<String> text = ReplayProcessor.create();
  private final Sentences sentences = new Sentences();
  private @Nullable String whole;
  private boolean begun;
  private boolean complete;
  private boolean owesAudio;
  private long lastMillis;

  Utterance(int item, TtsOption option, long startMillis) {
    this.item = item;
    this.option = option;
    this.startMillis = startMillis;
    this.lastMillis = startMillis;
  }

  /** From its beginning, for everyone who asks: another voice may have to say it. */
  Flowable<String> text() {
    return text;
  }

  /** The text, if it came in one piece. */
  @Nullable
  String whole() {
    return whole;
  }

  boolean cached() {
    return speech != null && speech.cached();
  }

  /** More text; without {@code more}, the last. */
  void add(@Nullable String piece, boolean more, long nowMillis) {
    if (complete) {
      return;
    }
    whole = begun || more ? null : piece;
    begun = true;
    lastMillis = nowMillis;
    if (piece != null) {
      sentences.add(piece).forEach(this::offer);
    }
    if (!more) {
      complete = true;
      owesAudio = true;
      String rest = sentences.rest();
      if (!rest.isBlank()) {
        offer(rest);
      }
      text.onComplete();
    }
  }

  void heard(int count, long nowMillis) {
    samples += count;
    lastMillis = nowMillis;
    owesAudio = complete;
  }

  /** Whether audio is due that does not come. */
  boolean stalled(long nowMillis, long limitMillis) {
    return started && owesAudio && nowMillis - lastMillis > limitMillis;
  }

  long lengthMillis() {
    return samples * 1000 / Pcm.RATE;
  }

  void dispose() {
    if (running != null) {
      running.dispose();
    }
  }

  private void offer(String sentence) {
    owesAudio = true;
    text.onNext(sentence);
  }
}
