package io.voxbus.call.state;

import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server plays. Times are wall clock in ms.
 *
 * @param tracks   those that have not ended, and the one that was opened last
 * @param leaving  numbers of those that take no more commands
 * @param current  number of the one that does, -1: none
 * @param latest   number of the one that was opened last, -1: none
 * @param opened   how many have been opened
 * @param items    how many items there have been
 * @param voice    of what is spoken from now on
 */
public record PlaybackState(List<Track> tracks, List<Integer> leaving, int current, int latest,
    int opened, int items, TtsOption voice, boolean paused, long pausedAtMillis) {
  /** One playback. */
  public record Track(int number, @Nullable String playId, List<Item> items, boolean started,
      boolean endOfStream, boolean autoHangup, int waitInputMillis, long playedMillis,
      boolean streaming, boolean dry, boolean interrupted, boolean stopping, @Nullable Sound again,
      long endsAtMillis) {}

  /**
   * One piece of it.
   *
   * @param sound   null for samples
   * @param samples base64 of PCM16, little endian
   * @param option  the voice that speaks it; null: it is not spoken by the call's voice
   */
  public record Item(int number, String text, @Nullable Sound sound, @Nullable String samples,
      @Nullable TtsOption option, boolean open, boolean begun, long fromMillis, long beganAtMillis,
      long dryAtMillis, List<Event> held) {}
}
