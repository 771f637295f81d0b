package io.voxbus.media.source;

import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.Remains;
import io.voxbus.media.lasting.Source;
import io.voxbus.media.lasting.SourceFailed;
import io.voxbus.protocol.api.AmbianceOption;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sound in the background of what the server says, over and over, and fainter while it speaks. It fades in from
 * nothing. On the media loop's thread only; allocates nothing a frame.
 */
public final class Ambience {
  private final Supplier<Source> opening;
  private final Consumer<SourceFailed> failed;
  private final float normal;
  private final float ducked;
  private final float speed;
  private final short[] piece = new short[Pcm.FRAME];
  private @Nullable Source playing;
  /** Read ahead, so that there is no gap when the sound begins again. */
  private @Nullable Source next;
  private boolean heard;
  private boolean over;
  private float level;

  /**
   * @param opening opens the sound from its beginning
   * @param failed  told once, when it can't be played
   */
  public Ambience(AmbianceOption option, Supplier<Source> opening,
      Consumer<SourceFailed> failed) {
    this.opening = opening;
    this.failed = failed;
    normal = level(option.normalLevel(), 0.3);
    ducked = level(option.duckLevel(), 0.1);
    speed = level(option.transitionSpeed(), 0.01);
  }

  /** Goes on where one of older code is. */
  public Ambience goOn(Remains.Background before) {
    playing = before.playing();
    next = before.next();
    heard = before.heard();
    over = before.over();
    level = before.level();
    return this;
  }

  public Remains.Background remains() {
    return new Remains.Background(playing, next, heard, over, level);
  }

  /**
   * Puts the background under a frame; without {@code audible} there is nothing in it yet.
   *
   * @return whether there is something to be heard now
   */
  public boolean mix(short[] frame, boolean audible) {
    int samples = over ? 0 : read();
    float wanted = audible ? ducked : normal;
    float before = level;
    level += Math.max(-speed, Math.min(speed, wanted - level));
    if (samples == 0) {
      return audible;
    }
    if (!audible) {
      Arrays.fill(frame, (short) 0);
    }
    float step = (level - before) / Pcm.FRAME;
    for (int i = 0; i < samples; i++) {
      int sum = frame[i] + Math.round(piece[i] * (before + step * i));
      frame[i] = (short) Math.max(Short.MIN_VALUE, Math.min(sum, Short.MAX_VALUE));
    }
    return true;
  }

  public void close() {
    over = true;
    if (playing != null) {
      playing.close();
    }
    if (next != null) {
      next.close();
    }
  }

  private int read() {
    try {
      Source source = playing == null ? begin(opening.get()) : playing;
      int samples = source.read(piece);
      if (samples == Source.END) {
        samples = again(source);
      }
      heard |= samples > 0;
      return Math.max(0, samples);
    } catch (SourceFailed e) {
      close();
      failed.accept(e);
      return 0;
    }
  }

  private int again(Source ended) {
    ended.close();
    if (!heard) {
      throw new SourceFailed("ambiance", 415, "the file holds no audio");
    }
    heard = false;
    return begin(next == null ? opening.get() : next).read(piece);
  }

  private Source begin(Source source) {
    playing = source;
    next = opening.get();
    return source;
  }

  private static float level(@Nullable Double given, double otherwise) {
    return (float) Math.clamp(given == null ? otherwise : given, 0, 1);
  }
}
