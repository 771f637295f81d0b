package io.voxbus.testing;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.Set;

/**
 * The recogniser {@code scripted} of tests: understands "one", then "one two", then finally "one two three", one a
 * frame, and then starts anew. With {@code extra.fail} it fails at the first frame.
 */
public final class ScriptedEar implements AsrProvider {
  @Override
  public Set<String> names() {
    return Set.of("scripted");
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    boolean fails = option.extra() != null && option.extra().containsKey("fail");
    return audio.zipWith(Flowable.range(0, Integer.MAX_VALUE), (frame, number) -> {
      if (fails) {
        throw SpeechException.refused("wrong credentials");
      }
      int word = number % 3;
      String text = "one two three".substring(0, new int[]{3, 7, 13}[word]);
      return new Transcript(number / 3, word == 2, text, frame.timeMillis(),
          frame.timeMillis() + frame.durationMillis());
    });
  }
}
