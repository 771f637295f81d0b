package io.voxbus.testing;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.local.LocalTts;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.TtsOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the tests of models let somebody say. */
public final class ModelSpeech {
  public static final long START_MILLIS = 1_000_000;
  private static final short[] QUIET = new short[Pcm.RATE];
  private static final short[] PHRASE = say();

  private ModelSpeech() {}

  private static short[] say() {
    LocalTts tts = new LocalTts();
    Vertx vertx = Vertx.vertx();
    tts.start(new ProviderContext(vertx, Map.of("voice", "kevin16")));
    short[] all = {};
    for (AudioFrame frame : tts
        .speak(Flowable.just("Please transfer me to sales."), TtsOption.NONE).blockingIterable()) {
      int had = all.length;
      all = Arrays.copyOf(all, had + frame.pcm().length);
      System.arraycopy(frame.pcm(), 0, all, had, frame.pcm().length);
    }
    vertx.close();
    return all;
  }

  public static short[] phrase() {
    return PHRASE.clone();
  }

  /** A second of silence before, between and after them. */
  public static List<AudioFrame> twoPhrases() {
    return frames(QUIET, PHRASE, QUIET, PHRASE, QUIET);
  }

  /** Broken off in the middle. */
  public static List<AudioFrame> onePhraseWithoutEnd() {
    return frames(QUIET, Arrays.copyOf(PHRASE, PHRASE.length / 4 * 3));
  }

  private static List<AudioFrame> frames(short[]... parts) {
    List<AudioFrame> frames = new ArrayList<>();
    for (short[] part : parts) {
      for (int at = 0; at + Pcm.FRAME <= part.length; at += Pcm.FRAME) {
        frames.add(new AudioFrame(Arrays.copyOfRange(part, at, at + Pcm.FRAME),
            START_MILLIS + (long) frames.size() * Pcm.FRAME_MILLIS));
      }
    }
    return frames;
  }

  public static AsrOption option(String language) {
    return new AsrOption(null, null, null, language, null, null, null, null, null, null, null, null,
        null);
  }
}
