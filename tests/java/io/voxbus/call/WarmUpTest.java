package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.call.turn.Effect;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  /** Or else the first one that is taken over waits for what this left out. */
  @Test
  void itGoesAsFarAsTheSoundThatGoesOn() {
    assertEquals(List.of(new Sound.File("a.wav", 0)), played(WarmUp.takeOver()));
    assertEquals(List.of(new Sound.File("a.wav", 0)), played(WarmUp.takeOverPhone()));
  }

  private static List<Sound> played(List<Effect> effects) {
    return effects.stream()
        .filter(effect -> effect instanceof Effect.ToMedia(MediaRequest.Play play)
            && play.sound() instanceof Sound.File)
        .map(effect -> ((MediaRequest.Play) ((Effect.ToMedia) effect).request()).sound()).toList();
  }
}
