package io.voxbus.directory.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LastBeatsTest {
  private final LastBeats beats = new LastBeats();

  @Test
  void aNodeHasActedUntilItsNewestBeat() {
    beats.heard("n1/a", 1_000);
    beats.heard("n1/a", 1_250);
    beats.heard("n2/b", 9_000);
    assertEquals(1_250, beats.after("n1", 400));
  }

  @Test
  void whatWasWrittenLaterStands() {
    beats.heard("n1/a", 1_000);
    assertEquals(1_100, beats.after("n1", 1_100));
  }

  @Test
  void ofANodeThatWasNeverHeardNothingIsKnown() {
    assertEquals(400, beats.after("n1", 400));
  }

  @Test
  void beatsThatTellNoTimeDoNotCount() {
    beats.heard("n1/a", 1_000);
    beats.heard("n1/a", 0);
    assertEquals(1_000, beats.after("n1", 400));
  }

  @Test
  void whatWasWrittenBeforeANodeCameBackGoesByItsFormerRun() {
    beats.heard("n1/a", 1_000);
    beats.heard("n1/b", 5_000);
    beats.heard("n1/b", 5_250);
    assertEquals(1_000, beats.after("n1", 400));
    assertEquals(5_250, beats.after("n1", 4_800));
  }

  @Test
  void onlyTheLastFewRunsAreRemembered() {
    for (int run = 1; run <= 6; run++) {
      beats.heard("n1/" + run, run * 1_000);
    }
    assertEquals(3_000, beats.after("n1", 400));
  }
}
