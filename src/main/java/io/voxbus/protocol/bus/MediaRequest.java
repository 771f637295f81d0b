package io.voxbus.protocol.bus;

import io.voxbus.protocol.api.CallOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call asks of its media. A playback is a track the server plays, an item one piece of it. */
public sealed interface MediaRequest {
  /** To the host: open the media of a call. Answered by {@link Opened}. */
  record Open(String callId, CallOption option) implements MediaRequest {}
  /** Answer to {@link Open}. */
  record Opened(String sdp) {}
  /** Send audio to this client, and take its audio. */
  record Join(String socketId, String nodeId) implements MediaRequest {}
  /** The client's socket is gone. */
  record Leave(String socketId) implements MediaRequest {}
  /** Append an item to what is played. */
  record Play(int playback, int item, Sound sound) implements MediaRequest {}
  /** End a playback at once. Answered by {@link MediaEvent.Stopped}. */
  record Stop(int playback) implements MediaRequest {}
  /** Forget items of a playback that have not begun. */
  record Drop(List<Integer> items) implements MediaRequest {}
  record Pause() implements MediaRequest {}
  record Resume() implements MediaRequest {}
  /** Silence the caller's track, the server's, or undo it; null leaves a track as it is. */
  record Mute(@Nullable Boolean caller, @Nullable Boolean server) implements MediaRequest {}
  /** Send digits to the client as tones. */
  record Dial(String digits, int millisEach) implements MediaRequest {}
  /** End the media. Answered by {@link MediaEvent.Closed}. */
  record Close() implements MediaRequest {}
}
