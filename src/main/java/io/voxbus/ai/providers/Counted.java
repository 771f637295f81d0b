package io.voxbus.ai.providers;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Provider;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.spi.TurnDetector;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.protocol.api.TtsOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that counts what it does at the moment. */
sealed interface Counted extends Provider {
  Provider provider();

  @Override
  default Set<String> names() {
    return provider().names();
  }

  /** One that implements the family of the provider. */
  static Counted of(Class<? extends Provider> family, Provider provider, AtomicInteger open) {
    if (family == AsrProvider.class) {
      return new Asr((AsrProvider) provider, open);
    }
    if (family == TtsProvider.class) {
      return new Tts((TtsProvider) provider, open);
    }
    return family == RealtimeProvider.class
        ? new Realtime((RealtimeProvider) provider, open)
        : new Turns((TurnDetector) provider, open);
  }

  private static <T> Flowable<T> during(AtomicInteger open, Flowable<T> stream) {
    return stream.doOnSubscribe(begun -> open.incrementAndGet()).doFinally(open::decrementAndGet);
  }

  /** A recogniser. */
  record Asr(AsrProvider provider, AtomicInteger open) implements Counted, AsrProvider {
    @Override
    public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
      return during(open, provider.transcribe(audio, option));
    }
  }

  /** A voice. */
  record Tts(TtsProvider provider, AtomicInteger open) implements Counted, TtsProvider {
    @Override
    public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
      return during(open, provider.speak(text, option));
    }
  }

  /** A speech-to-speech model. */
  record Realtime(RealtimeProvider provider, AtomicInteger open)
      implements
        Counted,
        RealtimeProvider {
    @Override
    public Flowable<RealtimeOutput> converse(Flowable<RealtimeInput> input, RealtimeOption option) {
      return during(open, provider.converse(input, option));
    }
  }

  /** A judge of turns. */
  record Turns(TurnDetector provider, AtomicInteger open) implements Counted, TurnDetector {
    @Override
    public int heardMillis() {
      return provider.heardMillis();
    }

    @Override
    public float complete(short[] pcm) {
      open.incrementAndGet();
      try {
        return provider.complete(pcm);
      } finally {
        open.decrementAndGet();
      }
    }
  }
}
