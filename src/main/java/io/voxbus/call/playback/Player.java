package io.voxbus.call.playback;

import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the media what is to be heard, and the voice what is to be said of it. */
final class Player {
  TtsOption voice;
  /** How many items there have been. */
  int items;

  Player(TtsOption voice) {
    this.voice = voice;
  }

  void speak(Turn turn, Playback playback, Command.Tts tts, String text) {
    TtsOption option = voice.with(tts.option()).speaking(tts.speaker(), tts.cacheKey());
    Playback.Item open = playback.openItem();
    boolean more = tts.streaming() && !tts.endOfStream();
    if (tts.streaming() && open != null && !text.isEmpty()) {
      open.text.append(text);
      turn.voice(new AiRequest.Say(open.number, text, more, option));
      if (!more) {
        playback.close(open);
      }
    } else if (!text.isBlank()) {
      Playback.Item item = append(turn, playback, text, new Sound.Speech());
      item.open = more;
      item.option = option;
      turn.voice(new AiRequest.Say(item.number, text, more, option));
    } else if (!more) {
      closeOpenItem(turn, playback);
    }
  }

  Playback.Item append(Turn turn, Playback playback, String text, Sound sound) {
    closeOpenItem(turn, playback);
    Playback.Item item = new Playback.Item(items++, text, sound);
    playback.items.add(item);
    turn.media(new MediaRequest.Play(playback.number, item.number, sound));
    return item;
  }

  void closeOpenItem(Turn turn, Playback playback) {
    Playback.Item open = playback.openItem();
    if (open != null) {
      turn.voice(new AiRequest.Say(open.number, null, false, voice));
      playback.close(open);
    }
  }

  /**
   * On another node: plays what is left of it. What is spoken is spoken again, and as much of it as was heard before is
   * left out.
   *
   * @return items of which nothing is left, or nobody who would fill them
   */
  List<Integer> playAgain(Turn turn, Playback playback) {
    List<Integer> lost = new ArrayList<>();
    for (Playback.Item item : playback.items) {
      if (!playAgain(turn, playback, item)) {
        playback.playedMillis += item.fromMillis;
        lost.add(item.number);
      }
    }
    return lost;
  }

  private static boolean playAgain(Turn turn, Playback playback, Playback.Item item) {
    Sound rest = rest(item.sound, (int) Math.min(item.fromMillis, Integer.MAX_VALUE / 32));
    TtsOption option = item.option;
    if (rest == null || (rest instanceof Sound.Speech && option == null)) {
      return false;
    }
    turn.media(new MediaRequest.Play(playback.number, item.number, rest));
    if (option != null) {
      turn.voice(new AiRequest.Say(item.number, item.text.toString(), item.open, option));
    }
    return true;
  }

  /** What is left of a sound of which so much was heard; null: nothing. */
  private static @Nullable Sound rest(Sound sound, int heardMillis) {
    return switch (sound) {
      case Sound.Speech speech -> new Sound.Speech(heardMillis);
      case Sound.File(String url, int offset) -> new Sound.File(url, offset + heardMillis);
      case Sound.Samples(short[] pcm) -> Sounds.after(pcm, heardMillis);
      case Sound.Silence(int millis) -> heardMillis < millis
          ? new Sound.Silence(millis - heardMillis)
          : null;
      case Sound.Tone tone -> tone;
      case Sound.Echo echo -> echo;
    };
  }
}
