package io.voxbus.ai.local;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.voxbus.ai.vendor.SpokenText;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The built-in voice: English, a few milliseconds a sentence. Settings: {@code voices} (default 2) threads and voices,
 * {@code waitingPieces} (default 64) pieces of text that may wait for one.
 */
public final class LocalTts implements TtsProvider {
  private static final double SLOWEST = 0.25;
  private static final double FASTEST = 4;
  private static final double NORMAL_VOLUME = 5;
  private static final double LOUDEST = 10;
  private static final Pattern LATIN = Pattern.compile("[A-Za-z0-9]");

  private final Scheduler pauses;
  private volatile Voices voices = new Voices(1, 1);

  public LocalTts() {
    this(Schedulers.computation());
  }

  /** @param pauses clock of the pauses in the text */
  LocalTts(Scheduler pauses) {
    this.pauses = pauses;
  }

  @Override
  public Set<String> names() {
    return Set.of("local", "freetts");
  }

  @Override
  public void start(ProviderContext context) {
    voices = new Voices(Integer.parseInt(context.setting("voices", "2")),
        Integer.parseInt(context.setting("waitingPieces", "64")));
    voices.warmUp();
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    try {
      checkVoice(option);
    } catch (SpeechException refused) {
      return Flowable.error(refused);
    }
    double speed = option.speed() == null ? 1 : Math.clamp(option.speed(), SLOWEST, FASTEST);
    double gain = gain(option);
    return SpokenText.pieces(text, pauses).concatMapSingle(piece -> {
      checkWords(piece);
      return voices.speak(piece, speed);
    }, 2).map(samples -> new AudioFrame(louder(samples, gain), 0));
  }

  private static void checkVoice(TtsOption option) {
    String language = option.language();
    if (language != null && !language.isEmpty()
        && !language.toLowerCase(Locale.ROOT).matches("auto|en([-_].*)?")) {
      throw SpeechException.refused("the local voice speaks English only, not '" + language + "'");
    }
    String speaker = option.speaker();
    if (speaker != null && !speaker.isEmpty()
        && !List.of(KevinVoice.NAME, "default").contains(speaker)) {
      throw SpeechException.refused(
          "unknown speaker '" + speaker + "' of the local voice, known: " + KevinVoice.NAME);
    }
  }

  private static void checkWords(String piece) {
    if (!LATIN.matcher(piece).find()) {
      throw SpeechException.refused("the local voice speaks English only, not '" + piece + "'");
    }
  }

  private static double gain(TtsOption option) {
    double volume = option.volume() == null ? NORMAL_VOLUME : option.volume();
    return Math.clamp(volume, 1, LOUDEST) / NORMAL_VOLUME;
  }

  private static short[] louder(short[] samples, double gain) {
    if (gain == 1) {
      return samples;
    }
    short[] louder = new short[samples.length];
    for (int i = 0; i < samples.length; i++) {
      louder[i] = (short) Math.clamp(Math.round(samples[i] * gain), Short.MIN_VALUE,
          Short.MAX_VALUE);
    }
    return louder;
  }
}
