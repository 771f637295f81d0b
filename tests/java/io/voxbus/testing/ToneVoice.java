package io.voxbus.testing;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Tone;
import io.voxbus.protocol.api.TtsOption;
import java.util.Set;

/**
 * The voice {@code tone} of tests: says the text {@code <hz> <millis>} as a sine. {@code fail} fails, {@code hang} says
 * nothing, ever.
 */
public final class ToneVoice implements TtsProvider {
  @Override
  public Set<String> names() {
    return Set.of("tone");
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    return text.concatMap(ToneVoice::say);
  }

  private static Flowable<AudioFrame> say(String text) {
    if (text.equals("fail")) {
      return Flowable.error(SpeechException.failed("the voice broke"));
    }
    if (text.equals("hang")) {
      return Flowable.never();
    }
    String[] words = text.replaceAll("[.!?]", "").strip().split("\\s+");
    short[] pcm = new short[Integer.parseInt(words[1]) * Pcm.RATE / 1000];
    Tone.sine(Integer.parseInt(words[0]), -12).fill(pcm);
    return Flowable.just(new AudioFrame(pcm, 0));
  }
}
