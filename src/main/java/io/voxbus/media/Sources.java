package io.voxbus.media;

import io.voxbus.media.source.EchoSource;
import io.voxbus.media.source.SamplesSource;
import io.voxbus.media.lasting.Source;
import io.voxbus.media.source.SpeechSource;
import io.voxbus.media.source.ToneSource;
import io.voxbus.protocol.bus.Sound;
import java.util.function.Function;

/** Opens what is to be played. */
final class Sources {
  private final Function<Sound.File, Source> files;

  Sources(Function<Sound.File, Source> files) {
    this.files = files;
  }

  Source open(Sound sound) {
    return switch (sound) {
      case Sound.Speech(int skipMillis) -> new SpeechSource(skipMillis);
      case Sound.File file -> files.apply(file);
      case Sound.Samples(short[] pcm) -> new SamplesSource(pcm);
      case Sound.Tone(int hz) -> new ToneSource(hz);
      case Sound.Silence(int millis) -> SamplesSource.silence(millis);
      case Sound.Echo() -> new EchoSource();
    };
  }
}
