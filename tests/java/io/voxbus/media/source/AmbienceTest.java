package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.SourceFailed;
import io.voxbus.protocol.api.AmbianceOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sound in the background of what the server says. */
class AmbienceTest {
  private final List<String> failures = new ArrayList<>();
  private final short[] frame = new short[Pcm.FRAME];
  private int opened;

  @Test
  void fadesInAndStaysAtItsLevelWhileNobodySpeaks() {
    Ambience ambience = of(new AmbianceOption("a", 0.1, 0.3, 0.1, null), 100_000);

    assertEquals(List.of(100, 200, 300, 300), ends(ambience, false, 4));
  }

  @Test
  void isFainterWhileTheServerSpeaksAndComesBack() {
    Ambience ambience = of(new AmbianceOption("a", 0.1, 0.3, 0.1, null), 100_000);
    ends(ambience, false, 4);

    assertEquals(List.of(2_200, 2_100, 2_100), ends(ambience, true, 3));
    assertEquals(List.of(200, 300), ends(ambience, false, 2));
  }

  @Test
  void beginsAgainWithoutAGap() {
    Ambience ambience = of(new AmbianceOption("a", 0.1, 0.3, 1.0, null), 2 * Pcm.FRAME);

    assertEquals(List.of(300, 300, 300, 300, 300), ends(ambience, false, 5));
    assertEquals(4, opened, "one plays, one is read ahead");
  }

  @Test
  void aFileWithoutAudioOrThatCanNotBeOpenedIsToldOnce() {
    Ambience empty = of(new AmbianceOption("a", null, null, null, null), 0);
    assertEquals(false, empty.mix(frame, false));
    assertEquals(true, empty.mix(frame, true));
    Ambience broken = new Ambience(new AmbianceOption("a", null, null, null, null), () -> {
      throw new SourceFailed("filetrack: a", 404, "gone");
    }, failure -> failures.add(failure.code() + " " + failure.getMessage()));
    assertEquals(false, broken.mix(frame, false));
    assertEquals(false, broken.mix(frame, false));

    assertEquals(List.of("415 the file holds no audio", "404 gone"), failures);
  }

  @Test
  void whatIsNotReadYetIsNotWaitedFor() {
    SpeechSource slow = new SpeechSource();
    Ambience ambience = new Ambience(new AmbianceOption("a", 0.1, 0.3, 1.0, null), () -> slow,
        failure -> failures.add("failed"));

    assertEquals(false, ambience.mix(frame, false));
    slow.offer(loud(2_000));
    assertEquals(true, ambience.mix(frame, false));
  }

  private Ambience of(AmbianceOption option, int samples) {
    return new Ambience(option, () -> {
      opened++;
      return new SamplesSource(loud(samples));
    }, failure -> failures.add(failure.code() + " " + failure.getMessage()));
  }

  /** The last sample of so many frames, rounded to tens; a server that speaks says 2000. */
  private List<Integer> ends(Ambience ambience, boolean speaking, int frames) {
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      Arrays.fill(frame, (short) (speaking ? 2_000 : 77));
      ambience.mix(frame, speaking);
      ends.add((int) Math.round(frame[Pcm.FRAME - 1] / 10.0) * 10);
    }
    return ends;
  }

  private static short[] loud(int samples) {
    short[] pcm = new short[samples];
    Arrays.fill(pcm, (short) 1_000);
    return pcm;
  }
}
