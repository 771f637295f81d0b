package io.voxbus.protocol.bus;

import org.jspecify.annotations.Nullable;

/** What media tells its call. Times are wall clock in ms. */
public sealed interface MediaEvent {
  /** The first frame of the item was sent. */
  record ItemBegan(int playback, int item) implements MediaEvent {}
  /** The last frame of the item was sent; {@code playedMillis} of it were heard. */
  record ItemEnded(int playback, int item, long playedMillis) implements MediaEvent {}
  /** The voice has nothing left to say for an item that is open, or goes on. */
  record ItemStarved(int playback, int item, boolean dry) implements MediaEvent {}
  /** The item could not be played. */
  record ItemFailed(int playback, int item, String sender, int code, String reason)
      implements
        MediaEvent {}
  /**
   * A playback was stopped.
   *
   * @param item        what was playing, -1 when nothing was
   * @param heardMillis how much of that item was heard
   * @param totalMillis how long it is as far as is known
   */
  record Stopped(int playback, int item, long heardMillis, long totalMillis)
      implements
        MediaEvent {}
  /** The caller makes a sound that may become speech; without {@code begins}, it has ended and was none. */
  record Stirring(boolean begins) implements MediaEvent {}
  record Speaking(long startMillis) implements MediaEvent {}
  /** Speech from {@code startMillis} lasted {@code millis}; silence began at {@code silenceMillis}. */
  record Silence(long startMillis, long millis, long silenceMillis) implements MediaEvent {}
  /** Nobody has spoken since {@code sinceMillis}. */
  record Quiet(long sinceMillis, long millis) implements MediaEvent {}
  record Dtmf(String digit) implements MediaEvent {}
  /** No audio came for as long as the call allows. */
  record Inactive() implements MediaEvent {}
  /** What early media says, {@code confidence} from 0 to 1. */
  record Progress(String state, int number, double confidence, boolean isFinal)
      implements
        MediaEvent {}
  /** Who has answered: {@code human}, {@code machine} or {@code unknown}; or the {@code end} of its greeting, a {@code beep}. */
  record Greeted(String what, long startMillis, long endMillis) implements MediaEvent {}
  /** Part of the media failed; the call goes on. */
  record Failed(String sender, int code, String reason) implements MediaEvent {}
  /** The media of the call itself has failed: nothing is heard or sent any more. */
  record Broken(String reason) implements MediaEvent {}
  /** Audio flows on the main leg for the first time: encrypted as agreed, in this codec. */
  record Flowing(String codec) implements MediaEvent {}
  /** The main leg is encrypted by this, as far as it is known by now: what another node needs to go on with it. */
  record Secured(Carrier.Secured by) implements MediaEvent {}
  /** A browser has found its way to this node, on which its call goes on. */
  record Reached() implements MediaEvent {}
  /**
   * The main leg can be reached here as well (ICE), empty: nowhere else.
   *
   * @param mid     of the media section that it belongs to; null: it has none
   * @param section its number, from 0
   * @param ufrag   of the description that it belongs to
   */
  record Candidate(String line, @Nullable String mid, int section, String ufrag)
      implements
        MediaEvent {}
  /** Nothing has come from the remote party for as long as the configuration allows. */
  record Vanished() implements MediaEvent {}
  /** The remote party has ended its media by its own will. */
  record Left() implements MediaEvent {}
  /** How well the main leg is received; told from time to time and at its end. */
  record Quality(Reception reception) implements MediaEvent {}
  /** Something of a further leg. */
  record OfLeg(String leg, MediaEvent event) implements MediaEvent {}
  /** The call is recorded from now on, in this file of its node. */
  record RecordingBegan(String path) implements MediaEvent {}
  /** The media has ended: {@code receivedMillis} of the caller's audio were heard. */
  record Closed(long receivedMillis, @Nullable Recording recording) implements MediaEvent {}
  /**
   * A recording that has ended.
   *
   * @param error why part of it is missing; null: it is whole
   */
  record Recording(String path, long bytes, @Nullable String error) {}
}
