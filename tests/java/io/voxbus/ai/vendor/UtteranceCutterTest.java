package io.voxbus.ai.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.audio.vad.Vad;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frame number n is heard at 20 n ms and holds nothing but n; what the detector says of it is given. */
class UtteranceCutterTest {
  private final List<String> told = new ArrayList<>();
  private int frames;

  @Test
  void anUtteranceHasALittleSilenceBeforeAndAfterIt() {
    feed(60, 40, 30);

    // Voice in frames 60..99; the detector says so 40 ms late and 90 ms too long.
    assertEquals(List.of("begin 1160", "from 43", "to 119", "end 1910"), told);
  }

  @Test
  void aClickIsNoUtterance() {
    feed(60, 3, 60);

    assertEquals(List.of(), told);
  }

  @Test
  void aPauseForBreathDoesNotEndIt() {
    feed(60, 20, 15, 20, 30);

    assertEquals(List.of("begin 1160", "from 43", "to 134", "end 2210"), told);
  }

  @Test
  void whoeverSpeaksOnAndOnIsCutWithoutLosingAFrame() {
    feed(60, 130, 30);

    assertEquals(List.of("begin 1160", "from 43", "to 157", "end 3070", "begin 3160", "from 158",
        "to 209", "end 3710"), told);
  }

  @Test
  void theEndOfTheStreamEndsTheUtterance() {
    feed(60, 20);

    assertEquals(List.of("begin 1160", "from 43", "to 79", "end 1510"), told);
  }

  /** Feeds this many silent frames, then this many voiced ones, and so on, then ends the stream. */
  private void feed(int... counts) {
    boolean[] voiced = {true};
    Vad vad = frame -> voiced[0] ? 1 : 0;
    Telling telling = new Telling();
    UtteranceCutter cutter = new UtteranceCutter(vad, 400, 2000, telling);
    for (int count : counts) {
      voiced[0] = !voiced[0];
      for (int i = 0; i < count; i++) {
        cutter.accept(new short[]{(short) frames}, frames * 20L);
        frames++;
      }
    }
    cutter.end();
  }

  private final class Telling implements UtteranceCutter.Listener {
    private int last = -1;
    private long endMillis;

    @Override
    public void begin(long startMillis) {
      told.add("begin " + startMillis);
      last = -1;
    }

    @Override
    public void frame(short[] frame) {
      if (last < 0) {
        told.add("from " + frame[0]);
      } else {
        assertEquals(last + 1, frame[0]);
      }
      last = frame[0];
    }

    @Override
    public void voicedUntil(long millis) {
      endMillis = millis;
    }

    @Override
    public void ended() {
      told.add("to " + last);
      told.add("end " + endMillis);
    }
  }
}
