package io.voxbus.media.lasting;

import io.voxbus.audio.DtmfDetector;
import io.voxbus.audio.care.Denoiser;
import io.voxbus.audio.care.GainControl;
import io.voxbus.audio.vad.SpeechGate;
import io.voxbus.audio.vad.Vad;
import io.voxbus.media.leg.SharedLeg;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.bus.SocketAudio;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The audio of a call between two ticks, as its successor in newer code goes on with it.
 *
 * @param items      what plays, and what follows
 * @param fading     samples that are still to fade; empty: none
 * @param dial       keys that are being dialled in the audio
 * @param background what is heard under all that
 * @param company    further legs
 * @param listeners  who hears both sides apart
 */
@SuppressWarnings("ArrayRecordComponent") // samples, of nobody else
public record Remains(List<Item> items, boolean paused, short[] fading, @Nullable Source dial,
    @Nullable Background background, Ears ears, List<Member> company, List<Listener> listeners,
    Progress progress) {
  /**
   * @param begun  whether clients have been told of it
   * @param dry    whether it waits for audio
   * @param played samples
   */
  public record Item(int playback, int item, Source source, boolean begun, boolean dry,
      long played) {}

  /**
   * @param next  read ahead, to follow
   * @param heard whether there was audio in it
   * @param over  it has failed
   * @param level of its loudness, 0 to 1
   */
  public record Background(@Nullable Source playing, @Nullable Source next, boolean heard,
      boolean over, float level) {}

  /** What has listened so far, each for what the call asks for. */
  public record Ears(DtmfDetector keys, @Nullable Vad vad, @Nullable SpeechGate gate,
      @Nullable Denoiser denoiser, @Nullable GainControl gain, @Nullable LineEar line,
      @Nullable Recorder recorder) {}

  /** A further leg, by its name. */
  public record Member(String name, SharedLeg leg) {}

  /** A client's socket. */
  public record Listener(String socketId, Address<SocketAudio> address) {}

  /**
   * How far it has come.
   *
   * @param heardMillis when the newest frame was said, by the call's clock
   * @param unrecorded  ticks that were left out and the recording lacks
   * @param dryTicks    without audio
   * @param frames      received
   */
  public record Progress(boolean callerMuted, boolean serverMuted, boolean inactive,
      boolean answered, boolean silent, long lastInputNanos, long lastTickNanos, long heardMillis,
      int unrecorded, int dryTicks, long frames) {}
}
