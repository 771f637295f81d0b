package io.voxbus.ai.vendor;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.vertx.core.buffer.Buffer;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.vad.SileroVad;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Cuts a stream into utterances, for recognisers that take a file each. */
public final class Utterances {
  private static final int LONGEST_MILLIS = 15_000;
  /** Frames that may wait for the voice detector: 20 s. */
  private static final int FRAMES = 1000;
  private static final int HEADER = 36;

  private Utterances() {}

  /**
   * What somebody said at one go.
   *
   * @param index       from 0
   * @param wav         as a file
   * @param startMillis wall clock of its first word
   * @param endMillis   and of the end of its last
   */
  public record Utterance(int index, Buffer wav, long startMillis, long endMillis) {}

  /** @param silenceMillis what ends an utterance */
  public static Flowable<Utterance> cut(Flowable<AudioFrame> audio, long silenceMillis) {
    return Flowable.defer(() -> {
      Cut cut = new Cut(silenceMillis);
      return audio.observeOn(Schedulers.computation(), true, FRAMES)
          .concatMapIterable(cut::accept)
          .concatWith(Flowable.defer(() -> Flowable.fromIterable(cut.end())));
    });
  }

  private static final class Cut implements UtteranceCutter.Listener {
    private final UtteranceCutter cutter;
    private final Deque<short[]> frames = new ArrayDeque<>();
    private final List<Utterance> whole = new ArrayList<>();
    private final short[] frame = new short[Pcm.FRAME];
    private int filled;
    private int index;
    private long startMillis;
    private long endMillis;

    Cut(long silenceMillis) {
      cutter = new UtteranceCutter(SileroVad.create(), silenceMillis, LONGEST_MILLIS, this);
    }

    /** The utterances that are whole with these samples. */
    List<Utterance> accept(AudioFrame heard) {
      whole.clear();
      short[] pcm = heard.pcm();
      for (int i = 0; i < pcm.length; i++) {
        frame[filled++] = pcm[i];
        if (filled == Pcm.FRAME) {
          filled = 0;
          long time = heard.timeMillis() + (i + 1) * 1000L / Pcm.RATE - Pcm.FRAME_MILLIS;
          cutter.accept(frame.clone(), time);
        }
      }
      return List.copyOf(whole);
    }

    List<Utterance> end() {
      whole.clear();
      cutter.end();
      return List.copyOf(whole);
    }

    @Override
    public void begin(long millis) {
      frames.clear();
      startMillis = millis;
      endMillis = millis;
    }

    @Override
    public void frame(short[] spoken) {
      frames.add(spoken);
    }

    @Override
    public void voicedUntil(long millis) {
      endMillis = Math.max(endMillis, millis);
    }

    @Override
    public void ended() {
      whole.add(new Utterance(index++, wav(), startMillis, endMillis));
      frames.clear();
    }

    private Buffer wav() {
      int bytes = 2 * Pcm.FRAME * frames.size();
      Buffer wav = Buffer.buffer(HEADER + 8 + bytes).appendString("RIFF")
          .appendIntLE(HEADER + bytes).appendString("WAVEfmt ").appendIntLE(16)
          .appendShortLE((short) 1).appendShortLE((short) 1).appendIntLE(Pcm.RATE)
          .appendIntLE(2 * Pcm.RATE).appendShortLE((short) 2).appendShortLE((short) 16)
          .appendString("data").appendIntLE(bytes);
      frames.forEach(spoken -> wav.appendBytes(PcmBytes.encode(spoken)));
      return wav;
    }
  }
}
