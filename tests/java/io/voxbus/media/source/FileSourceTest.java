package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.audio.Pcm;
import io.voxbus.audio.file.Limits;
import io.voxbus.media.lasting.SourceFailed;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FileSourceTest {
  private static final int SECONDS = 5;
  private int opened;

  @Test
  void aFileThatBreaksInTheMiddleIsPlayedUpToThereAndNotFromItsBeginningAgain() {
    FileSource source = new FileSource("a.wav", 0, this::brokenAfterFiveSeconds,
        new Limits(10_000_000, 10_000_000), Runnable::run, () -> {});
    long[] samples = {0};
    assertThrows(SourceFailed.class, () -> {
      short[] frame = new short[Pcm.FRAME];
      while (samples[0] < 2L * SECONDS * Pcm.RATE) {
        samples[0] += source.read(frame);
      }
    });
    assertEquals(SECONDS - 1, samples[0] / Pcm.RATE, "but for the piece that broke");
    assertEquals(1, opened);
  }

  @Test
  void aFileIsOpenedWhenItIsPreparedAndOnce() {
    FileSource source = new FileSource("a.wav", 0, this::brokenAfterFiveSeconds,
        new Limits(10_000_000, 10_000_000), Runnable::run, () -> {});
    assertEquals(0, opened);

    source.prepare();
    source.prepare();

    assertEquals(Pcm.FRAME, source.read(new short[Pcm.FRAME]));
    assertEquals(1, opened);
  }

  @Test
  void aFileThatIsTakenBackBeforeItsTurnIsNeverOpened() {
    new FileSource("a.wav", 0, this::brokenAfterFiveSeconds, new Limits(10_000_000, 10_000_000),
        Runnable::run, () -> {}).close();

    assertEquals(0, opened);
  }

  @Test
  void aFileIsGivenBackOnce() {
    AtomicInteger released = new AtomicInteger();
    FileSource source = new FileSource("a.wav", 0, this::brokenAfterFiveSeconds,
        new Limits(10_000_000, 10_000_000), Runnable::run, released::incrementAndGet);
    assertEquals(0, released.get());

    source.close();
    source.close();

    assertEquals(1, released.get());
  }

  @Test
  void aFileThatGoesOnDoesSoWhereItWas() {
    assertEquals(List.of(16_000, 4 * Pcm.RATE), goneOn(1_000, Pcm.RATE));
  }

  @Test
  void aFileOfAnotherRateGoesOnWhereItWas() {
    assertEquals(4 * Pcm.RATE, goneOn(1_000, 8_000).get(1));
  }

  @Test
  void aFileThatHadComeToItsEndEnds() {
    assertEquals(0, goneOn(5_000, Pcm.RATE).get(1));
    assertEquals(0, goneOn(6_000, Pcm.RATE).get(1));
  }

  /** The first sample of a file whose samples count, and how many there are. */
  private static List<Integer> goneOn(int offsetMillis, int rate) {
    ByteBuffer wav = wav(rate, SECONDS * rate);
    for (int i = 0; i < SECONDS * rate; i++) {
      wav.putShort((short) i);
    }
    FileSource source = new FileSource("a.wav", offsetMillis,
        () -> new ByteArrayInputStream(wav.array()), new Limits(10_000_000, 10_000_000),
        Runnable::run, () -> {});
    short[] frame = new short[Pcm.FRAME];
    source.prepare();
    int count = Math.max(0, source.read(frame));
    int first = frame[0];
    for (int more = count; more > 0;) {
      more = Math.max(0, source.read(frame));
      count += more;
    }
    return List.of(first, count);
  }

  private static ByteBuffer wav(int rate, int samples) {
    ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    return wav.put("RIFF".getBytes()).putInt(36 + 2 * samples).put("WAVEfmt ".getBytes())
        .putInt(16).putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate)
        .putShort((short) 2).putShort((short) 16).put("data".getBytes()).putInt(2 * samples);
  }

  private InputStream brokenAfterFiveSeconds() {
    opened++;
    int bytes = 2 * SECONDS * Pcm.RATE;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes()).putInt(36 + 2 * bytes).put("WAVEfmt ".getBytes()).putInt(16)
        .putShort((short) 1).putShort((short) 1).putInt(Pcm.RATE).putInt(2 * Pcm.RATE)
        .putShort((short) 2).putShort((short) 16).put("data".getBytes()).putInt(2 * bytes);
    InputStream broken = new FilterInputStream(InputStream.nullInputStream()) {
      @Override
      public int read() throws IOException {
        throw new IOException("the disk is gone");
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        return read();
      }
    };
    return new SequenceInputStream(new ByteArrayInputStream(wav.array()), broken);
  }
}
