package io.voxbus.testing;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TurnDetector;
import java.util.Set;

/**
 * The judge {@code scripted} of tests: as sure as the last sample it heard is large, in hundredths. It breaks at -1 and has
 * no time at -2.
 */
public final class ScriptedTurn implements TurnDetector {
  @Override
  public Set<String> names() {
    return Set.of("scripted");
  }

  @Override
  public int heardMillis() {
    return 100;
  }

  @Override
  public float complete(short[] pcm) {
    int last = pcm.length == 0 ? 0 : pcm[pcm.length - 1];
    switch (last) {
      case -1 -> throw SpeechException.failed("the model broke");
      case -2 -> throw SpeechException.busy("no time");
      default -> {
        return last / 100f;
      }
    }
  }
}
