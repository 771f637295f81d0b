package io.voxbus.ai.local;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.voxbus.ai.engine.Loudness;
import io.voxbus.ai.engine.Voices;
import io.voxbus.ai.vendor.SpokenText;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The built-in voices: English, some milliseconds a sentence. One comes with voxbus, others with the library Flite where
 * that is installed. Settings: {@code voice} (default {@code auto}: the best understood one that is there), {@code voices}
 * (default 2) threads to speak with, {@code waitingPieces} (default 64) pieces of text that may wait for one.
 */
public final class LocalTts implements TtsProvider {
  /**
   * Of 198 words our recogniser got 8.6 % wrong of rms, 9.1 of awb, 18.7 of kevin16, 19.2 of slt and 20.2 of kal16; 46.5,
   * 42.9, 69.7, 73.7 and 66.7 % at the bandwidth of a telephone.
   */
  private static final List<String> BEST_FIRST = List.of("rms", "awb", KevinVoice.NAME, "slt",
      "kal16");
  private static final Pattern LATIN = Pattern.compile("[A-Za-z0-9]");

  private final Scheduler pauses;
  private volatile Map<String, Voices> voices = Map.of(KevinVoice.NAME,
      new Voices(KevinVoice::load, 1, 1));
  private volatile String usual = KevinVoice.NAME;

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
    int count = Integer.parseInt(context.setting("voices", "2"));
    int waiting = Integer.parseInt(context.setting("waitingPieces", "64"));
    Map<String, Voices> found = new LinkedHashMap<>();
    for (String name : BEST_FIRST) {
      FliteVoice voice = FliteVoice.load(name);
      if (voice != null) {
        found.put(name, new Voices(() -> voice, 1, waiting));
      } else if (name.equals(KevinVoice.NAME)) {
        found.put(name, new Voices(KevinVoice::load, count, waiting));
      }
    }
    usual = usual(context.setting("voice", "auto"), List.copyOf(found.keySet()));
    voices = found;
    Objects.requireNonNull(found.get(usual)).warmUp();
  }

  /** @param found the voices that are here, the best first */
  static String usual(String wanted, List<String> found) {
    if (wanted.equals("auto")) {
      return found.getFirst();
    }
    if (!found.contains(wanted)) {
      throw new IllegalArgumentException(
          "ai.providers.local.voice: there is no voice '" + wanted + "' here, known: "
              + String.join(", ", found));
    }
    return wanted;
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Voices chosen;
    try {
      chosen = voices(option);
    } catch (SpeechException refused) {
      return Flowable.error(refused);
    }
    double speed = Loudness.speed(option);
    double gain = Loudness.gain(option);
    return SpokenText.pieces(text, pauses).concatMapSingle(piece -> {
      checkWords(piece);
      return chosen.speak(piece, speed);
    }, 2).map(samples -> new AudioFrame(Loudness.louder(samples, gain), 0));
  }

  private Voices voices(TtsOption option) {
    String language = option.language();
    if (language != null && !language.isEmpty()
        && !language.toLowerCase(Locale.ROOT).matches("auto|en([-_].*)?")) {
      throw SpeechException.refused("the local voice speaks English only, not '" + language + "'");
    }
    String speaker = option.speaker();
    boolean any = speaker == null || speaker.isEmpty() || speaker.equals("default");
    Voices chosen = voices.get(any ? usual : speaker);
    if (chosen == null) {
      throw SpeechException.refused("unknown speaker '" + speaker
          + "' of the local voice, known: " + String.join(", ", voices.keySet()));
    }
    return chosen;
  }

  private static void checkWords(String piece) {
    if (!LATIN.matcher(piece).find()) {
      throw SpeechException.refused("the local voice speaks English only, not '" + piece + "'");
    }
  }
}
