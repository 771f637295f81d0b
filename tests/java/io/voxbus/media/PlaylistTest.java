package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.voxbus.audio.Pcm;
import io.voxbus.media.source.EchoSource;
import io.voxbus.media.source.SamplesSource;
import io.voxbus.media.lasting.Source;
import io.voxbus.media.lasting.SourceFailed;
import io.voxbus.media.source.SpeechSource;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What is played, a frame of 20 ms at a time, and what is told about it. */
class PlaylistTest {
  private final List<MediaEvent> events = new ArrayList<>();
  private final Playlist playlist = new Playlist(events::add);
  private final short[] frame = new short[Pcm.FRAME];

  @Test
  void anEmptyListPlaysNothing() {
    assertEquals(false, playlist.next(frame));
    assertEquals(List.of(), events);
  }

  @Test
  void anItemBeginsWithItsFirstFrameAndEndsAfterItsLast() {
    playlist.add(1, 5, samples(640));
    assertEquals(true, playlist.next(frame));
    assertEquals(List.of(new MediaEvent.ItemBegan(1, 5)), told());
    assertEquals(true, playlist.next(frame));
    assertEquals(List.of(), told());
    assertEquals(false, playlist.next(frame));
    assertEquals(List.of(new MediaEvent.ItemEnded(1, 5, 40)), told());
  }

  /** A list of a hundred files must not have a hundred files open. */
  @Test
  void whatPlaysAndWhatFollowsGetReadyAndNothingElse() {
    List<Integer> ready = new ArrayList<>();
    for (int item = 0; item < 4; item++) {
      playlist.add(1, item, prepared(item, ready));
    }
    assertEquals(List.of(0, 1), ready.stream().distinct().toList());

    playlist.next(frame);
    assertEquals(List.of(0, 1), ready.stream().distinct().toList());
    playlist.next(frame);
    assertEquals(List.of(0, 1, 2), ready.stream().distinct().toList());
    playlist.drop(List.of(2));
    assertEquals(List.of(0, 1, 2, 3), ready.stream().distinct().toList());
  }

  /** Of one frame. */
  private static Source prepared(int item, List<Integer> ready) {
    return new Source() {
      private final Source samples = samples(Pcm.FRAME);

      @Override
      public int read(short[] into) {
        return samples.read(into);
      }

      @Override
      public long totalMillis() {
        return samples.totalMillis();
      }

      @Override
      public void prepare() {
        ready.add(item);
      }
    };
  }

  @Test
  void theNextItemFollowsWithoutAGap() {
    playlist.add(1, 5, samples(320));
    playlist.add(1, 6, samples(320));
    playlist.next(frame);
    assertEquals(true, playlist.next(frame));
    assertEquals(List.of(new MediaEvent.ItemBegan(1, 5), new MediaEvent.ItemEnded(1, 5, 20),
        new MediaEvent.ItemBegan(1, 6)), events);
  }

  @Test
  void whatIsStoppedWithAFadeEndsAtOnceButIsHeardABitLonger() {
    playlist.add(1, 5, new SamplesSource(loud(16_000)));
    playlist.next(frame);
    told();

    playlist.stop(1, 60);

    assertEquals(List.of(new MediaEvent.Stopped(1, 5, 20, 1_000)), told());
    assertEquals(false, playlist.isEmpty());
    int before = 1_000;
    for (int i = 0; i < 3; i++) {
      assertEquals(true, playlist.next(frame));
      assertEquals(true, frame[Pcm.FRAME - 1] < before && frame[0] > frame[Pcm.FRAME - 1]);
      before = frame[Pcm.FRAME - 1];
    }
    assertEquals(0, before);
    assertEquals(true, playlist.isEmpty());
    assertEquals(false, playlist.next(frame));
  }

  @Test
  void theFadeIsMixedWithWhatPlaysNext() {
    playlist.add(1, 5, new SamplesSource(loud(16_000)));
    playlist.next(frame);
    playlist.stop(1, 40);
    playlist.add(2, 6, new SamplesSource(loud(640)));

    playlist.next(frame);
    assertEquals(1_998, frame[0], 2);
    playlist.next(frame);
    assertEquals(1_000, frame[Pcm.FRAME - 1]);
  }

  @Test
  void aFadeOfWhatIsPausedOrHasNotBegunIsNone() {
    playlist.add(1, 5, new SamplesSource(loud(16_000)));
    playlist.stop(1, 60);
    playlist.add(2, 6, new SamplesSource(loud(16_000)));
    playlist.next(frame);
    playlist.pause(true);
    playlist.stop(2, 60);

    assertEquals(false, playlist.next(frame));
  }

  @Test
  void aLastPieceShorterThanAFrameIsFilledWithSilence() {
    playlist.add(1, 5, samples(100));
    Arrays.fill(frame, (short) 9);
    assertEquals(true, playlist.next(frame));
    short[] expected = new short[Pcm.FRAME];
    Arrays.fill(expected, 0, 100, (short) 1);
    assertArrayEquals(expected, frame);
    playlist.next(frame);
    assertEquals(new MediaEvent.ItemEnded(1, 5, 6), events.getLast());
  }

  @Test
  void anItemWithoutAudioEndsWithoutHavingBegun() {
    playlist.add(1, 5, samples(0));
    assertEquals(false, playlist.next(frame));
    assertEquals(List.of(new MediaEvent.ItemEnded(1, 5, 0)), events);
  }

  @Test
  void aVoiceThatIsNotReadyIsToldOfOnceAndAgainWhenItGoesOn() {
    SpeechSource speech = new SpeechSource();
    playlist.add(1, 5, speech);
    assertSame(speech, playlist.speech(5));
    playlist.next(frame);
    playlist.next(frame);
    assertEquals(List.of(new MediaEvent.ItemStarved(1, 5, true)), told());
    speech.offer(new short[1_000]);
    assertEquals(true, playlist.next(frame));
    assertEquals(
        List.of(new MediaEvent.ItemStarved(1, 5, false), new MediaEvent.ItemBegan(1, 5)), told());
    playlist.next(frame);
    playlist.next(frame);
    playlist.next(frame);
    assertEquals(false, playlist.next(frame));
    assertEquals(List.of(new MediaEvent.ItemStarved(1, 5, true)), told());
    speech.end();
    playlist.next(frame);
    assertEquals(List.of(new MediaEvent.ItemEnded(1, 5, 62)), told());
    assertEquals(null, playlist.speech(5));
  }

  @Test
  void aFileThatIsNotReadyIsToldOfOnlyWhenItHasBegun() {
    Queue<Integer> reads = new ArrayDeque<>(List.of(0, 320, 0, 320));
    playlist.add(1, 5, new Source() {
      @Override
      public int read(short[] frame) {
        return reads.remove();
      }

      @Override
      public long totalMillis() {
        return 0;
      }
    });
    playlist.next(frame);
    assertEquals(List.of(), told());
    playlist.next(frame);
    assertEquals(List.of(new MediaEvent.ItemBegan(1, 5)), told());
    playlist.next(frame);
    playlist.next(frame);
    assertEquals(List.of(new MediaEvent.ItemStarved(1, 5, true),
        new MediaEvent.ItemStarved(1, 5, false)), told());
  }

  @Test
  void anEchoOfACallerWhoSaysNothingIsNotTold() {
    EchoSource echo = new EchoSource();
    playlist.add(1, 5, echo);
    echo.heard(frame);
    assertEquals(true, playlist.next(frame));
    assertEquals(false, playlist.next(frame));
    echo.heard(frame);
    assertEquals(true, playlist.next(frame));
    assertEquals(List.of(new MediaEvent.ItemBegan(1, 5)), told());
  }

  @Test
  void aStopEndsAPlaybackAndTellsHowMuchWasHeard() {
    playlist.add(1, 5, samples(3_200));
    playlist.add(1, 6, samples(3_200));
    playlist.next(frame);
    playlist.next(frame);
    playlist.stop(1);
    assertEquals(new MediaEvent.Stopped(1, 5, 40, 200), events.getLast());
    assertEquals(false, playlist.next(frame));
  }

  @Test
  void aStopBeforeTheFirstFrameTellsThatNothingWasHeard() {
    playlist.add(1, 5, samples(3_200));
    playlist.stop(1);
    assertEquals(List.of(new MediaEvent.Stopped(1, -1, 0, 0)), events);
  }

  @Test
  void aStopLeavesOtherPlaybacks() {
    playlist.add(1, 5, samples(3_200));
    playlist.add(2, 6, samples(320));
    playlist.next(frame);
    playlist.stop(1);
    assertEquals(true, playlist.next(frame));
    assertEquals(new MediaEvent.ItemBegan(2, 6), events.getLast());
  }

  @Test
  void whatIsDroppedIsNotPlayedNorToldOf() {
    playlist.add(1, 5, samples(320));
    playlist.add(1, 6, samples(320));
    playlist.add(1, 7, samples(320));
    playlist.next(frame);
    playlist.drop(List.of(6, 7));
    assertEquals(false, playlist.next(frame));
    assertEquals(
        List.of(new MediaEvent.ItemBegan(1, 5), new MediaEvent.ItemEnded(1, 5, 20)), events);
  }

  @Test
  void aPauseFreezesAndLosesNothing() {
    playlist.add(1, 5, samples(640));
    playlist.next(frame);
    playlist.pause(true);
    assertEquals(false, playlist.next(frame));
    assertEquals(List.of(new MediaEvent.ItemBegan(1, 5)), told());
    playlist.pause(false);
    assertEquals(true, playlist.next(frame));
    playlist.next(frame);
    assertEquals(List.of(new MediaEvent.ItemEnded(1, 5, 40)), told());
  }

  @Test
  void aStopEndsThePause() {
    playlist.add(1, 5, samples(640));
    playlist.pause(true);
    playlist.stop(1);
    playlist.add(2, 6, samples(640));
    assertEquals(true, playlist.next(frame));
  }

  @Test
  void aSourceThatFailsIsToldOfAndTheNextOneIsPlayed() {
    playlist.add(1, 5, failing(new SourceFailed("filetrack: x", 404, "no such file")));
    playlist.add(1, 6, samples(320));
    assertEquals(true, playlist.next(frame));
    assertEquals(List.of(new MediaEvent.ItemFailed(1, 5, "filetrack: x", 404, "no such file"),
        new MediaEvent.ItemBegan(1, 6)), events);
  }

  @Test
  void aSourceWithADefectIsLeftOutToo() {
    playlist.add(1, 5, failing(new ArrayIndexOutOfBoundsException("at 7")));
    assertEquals(false, playlist.next(frame));
    assertEquals(List.of(new MediaEvent.ItemFailed(1, 5, "media", 500, "at 7")), events);
  }

  @Test
  void closeStopsEveryPlayback() {
    playlist.add(1, 5, samples(640));
    playlist.add(1, 6, samples(640));
    playlist.add(2, 7, samples(640));
    playlist.next(frame);
    told();
    playlist.close();
    assertEquals(List.of(new MediaEvent.Stopped(1, 5, 20, 40),
        new MediaEvent.Stopped(2, -1, 0, 0)), told());
  }

  @Test
  void sourcesAreClosedHoweverTheyEnd() {
    List<String> closed = new ArrayList<>();
    for (String name : List.of("ended", "dropped", "stopped")) {
      playlist.add(1, closed.size(), new Source() {
        @Override
        public int read(short[] to) {
          return END;
        }

        @Override
        public long totalMillis() {
          return 0;
        }

        @Override
        public void close() {
          closed.add(name);
        }
      });
      switch (name) {
        case "ended" -> playlist.next(frame);
        case "dropped" -> playlist.drop(List.of(1));
        default -> playlist.stop(1);
      }
    }
    assertEquals(List.of("ended", "dropped", "stopped"), closed);
  }

  @Test
  void anEchoPlaysWhatTheCallerSays() {
    playlist.heard(filled(3));
    playlist.add(1, 5, new EchoSource());
    assertEquals(false, playlist.next(frame));
    playlist.heard(filled(7));
    assertEquals(true, playlist.next(frame));
    assertArrayEquals(filled(7), frame);
  }

  private List<MediaEvent> told() {
    List<MediaEvent> told = List.copyOf(events);
    events.clear();
    return told;
  }

  private static Source samples(int count) {
    short[] pcm = new short[count];
    Arrays.fill(pcm, (short) 1);
    return new SamplesSource(pcm);
  }

  private static short[] filled(int value) {
    short[] filled = new short[Pcm.FRAME];
    Arrays.fill(filled, (short) value);
    return filled;
  }

  private static Source failing(RuntimeException failure) {
    return new Source() {
      @Override
      public int read(short[] to) {
        throw failure;
      }

      @Override
      public long totalMillis() {
        return 0;
      }
    };
  }

  private static short[] loud(int samples) {
    short[] pcm = new short[samples];
    Arrays.fill(pcm, (short) 1_000);
    return pcm;
  }
}
