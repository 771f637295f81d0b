package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.Source;
import org.junit.jupiter.api.Test;

class SpeechSourceTest {
  @Test
  void whatWasHeardBeforeIsLeftOutWhereverItIsCut() {
    SpeechSource source = new SpeechSource(50);
    for (int piece = 0; piece < 4; piece++) {
      short[] pcm = new short[500];
      for (int i = 0; i < pcm.length; i++) {
        pcm[i] = (short) (piece * pcm.length + i);
      }
      source.offer(pcm);
    }
    source.end();
    short[] frame = new short[Pcm.FRAME];

    assertEquals(Pcm.FRAME, source.read(frame));
    assertEquals(800, frame[0]);
    assertEquals(1_119, frame[Pcm.FRAME - 1]);
    assertEquals(75, source.totalMillis());
  }

  @Test
  void aTextThatIsShorterNowHasEnded() {
    SpeechSource source = new SpeechSource(1_000);
    source.offer(new short[500]);
    source.end();

    assertEquals(Source.END, source.read(new short[Pcm.FRAME]));
  }
}
