package io.voxbus.ai.local;

import io.voxbus.ai.engine.LocalVoice;
import java.lang.foreign.MemorySegment;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A voice of the CMU Flite library, where that is installed. */
final class FliteVoice implements LocalVoice {
  private static final Pattern QUOTES = Pattern.compile("[\u2018\u2019\u201b]");
  private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9 .,;:!?'$%&@+-]");
  /** What has no end is no word: the library's buffers are as long as words of English are. */
  private static final Pattern ENDLESS = Pattern.compile("(\\S{40})(?=\\S)");

  private final Flite flite;
  private final MemorySegment voice;

  private FliteVoice(Flite flite, MemorySegment voice) {
    this.flite = flite;
    this.voice = voice;
  }

  /** Null when it is not installed. */
  static @Nullable FliteVoice load(String name) {
    Flite flite = Flite.installed();
    MemorySegment voice = flite == null ? null : flite.voice(name);
    return flite == null || voice == null ? null : new FliteVoice(flite, voice);
  }

  @Override
  public short[] speak(String text, double speed) {
    return flite.speak(voice, plain(text), (float) (1 / speed));
  }

  /** The library is C: it is given nothing but words, numbers and marks that English is written with. */
  static String plain(String text) {
    String plain = OTHERS.matcher(QUOTES.matcher(text).replaceAll("'")).replaceAll(" ");
    return ENDLESS.matcher(plain).replaceAll("$1 ");
  }
}
