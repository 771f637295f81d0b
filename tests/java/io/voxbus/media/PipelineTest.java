package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.Pcm;
import io.voxbus.directory.DiskWriters;
import io.voxbus.media.lasting.MediaLoop;
import io.voxbus.media.lasting.Recorder;
import io.voxbus.media.lasting.Remains;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.lasting.Recording;
import io.voxbus.media.record.WavRecorder;
import io.voxbus.media.source.SamplesSource;
import io.voxbus.media.source.SpeechSource;
import io.voxbus.media.stage.RecorderStage;
import io.voxbus.media.stage.VadStage;
import io.voxbus.protocol.api.VadOption;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.testing.Records;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** When what is played leaves; the ticks are called by hand. */
@Timeout(20)
class PipelineTest {
  private static final long MILLI = 1_000_000;
  private final Sent leg = new Sent();
  private boolean runs = true;
  private final MediaLoop loop = new MediaLoop("test-pipeline", nowNanos -> runs);
  private final List<MediaEvent> events = new ArrayList<>();
  private Pipeline pipeline = pipeline(null);

  /** Writes down the first sample of each frame, 0 for a rest. */
  private static final class Sent implements Leg {
    final List<Integer> sent = new ArrayList<>();
    final Queue<Integer> arrived = new ArrayDeque<>();
    boolean paced;
    boolean ready = true;

    @Override
    public void poll() {}

    @Override
    public boolean receive(short[] frame) {
      Integer next = arrived.poll();
      Arrays.fill(frame, next == null ? 0 : next.shortValue());
      return next != null;
    }

    @Override
    public int waiting() {
      return 0;
    }

    @Override
    public void send(short[] frame) {
      sent.add((int) frame[0]);
    }

    @Override
    public void rest() {
      sent.add(0);
    }

    @Override
    public boolean paced() {
      return paced;
    }

    @Override
    public boolean ready() {
      return ready;
    }
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void afterAPauseTheFirstFrameLeavesAtOnceAndTheOthersWithTheTicks() {
    tick(1);
    say(5);
    assertEquals(List.of(0, 1), leg.sent);
    tick(5);
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 0), leg.sent);
    assertEquals(new MediaEvent.ItemEnded(1, 1, 100), events.getLast());
  }

  @Test
  void noFurtherFrameLeavesBeforeItsTick() {
    tick(1);
    say(4);
    pipeline.playlist().speech(1).offer(frame(5));
    pipeline.hurry();
    assertEquals(List.of(0, 1), leg.sent);
    tick(1);
    pipeline.hurry();
    assertEquals(List.of(0, 1, 2), leg.sent);
  }

  @Test
  void aLegThatIsPacedWaitsForItsTick() {
    leg.paced = true;
    tick(1);
    say(4);
    assertEquals(List.of(0), leg.sent);
    tick(1);
    assertEquals(List.of(0, 1), leg.sent);
  }

  @Test
  void aLegThatReachesNobodyYetIsWaitedFor() {
    leg.ready = false;
    tick(1);
    say(4);
    leg.ready = true;
    tick(1);
    assertEquals(List.of(0, 1), leg.sent);
  }

  @Test
  void aNodeThatMayNotActSendsNothing() {
    tick(1);
    runs = false;
    say(4);
    assertEquals(List.of(0), leg.sent);
  }

  @Test
  void aPausedPlaybackStaysSilent() {
    tick(1);
    pipeline.playlist().pause(true);
    say(4);
    assertEquals(List.of(0), leg.sent);
  }

  @Test
  void whatLeftBeforeItsTickIsRecordedOnceAndWithItsNeighbours(@TempDir Path root)
      throws Exception {
    Path file = root.resolve("a.wav");
    DiskWriters writers = new DiskWriters();
    RecorderStage recorder = new RecorderStage(new WavRecorder(target(file),
        new WavRecorder.Limits(20, 2_000, 60_000), writers, reason -> {}));
    pipeline = pipeline(recorder);
    tick(1);
    say(4);
    tick(5);
    say(2); // of another item that begins after the pause
    Recording recording = recorder.close().join();
    writers.close();
    assertEquals(140, recording.millis());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> server = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      server.add((int) bytes.getShort(44 + i * 4 * Pcm.FRAME + 2));
    }
    assertEquals(List.of(0, 1, 2, 3, 4, 0, 1), server);
  }

  @Test
  void whatCameInWhileTheNodeStoodStillIsRecordedWhole(@TempDir Path root) throws Exception {
    Path file = root.resolve("late.wav");
    DiskWriters writers = new DiskWriters();
    RecorderStage recorder = new RecorderStage(new WavRecorder(target(file),
        new WavRecorder.Limits(20, 20_000, 60_000), writers, reason -> {}));
    pipeline = pipeline(recorder);
    int told = 0;
    long now = System.nanoTime();
    pipeline.tick(now);
    for (int stop = 0; stop < 3; stop++) { // of 1000 ms each: the last tick, 49 that are left out, the next
      for (int i = 0; i < 50; i++) {
        leg.arrived.add(++told);
      }
      now += 1000 * MILLI;
      pipeline.late(now);
      for (int i = 0; i < 10; i++) {
        leg.arrived.add(++told);
        pipeline.tick(now);
        now += 20 * MILLI;
      }
      now -= 20 * MILLI;
    }
    Recording recording = recorder.close().join();
    writers.close();
    assertEquals(20 + 3 * 1180, recording.millis());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> caller = new ArrayList<>();
    for (int i = 0; i < 178; i++) {
      caller.add((int) bytes.getShort(44 + i * 4 * Pcm.FRAME));
    }
    assertEquals(IntStream.range(0, 178).boxed().toList(), caller);
  }

  @Test
  void newerCodeGoesOnBetweenTwoTicks() {
    pipeline.mute(true, null);
    say(6);
    pipeline.playlist().add(2, 2, SamplesSource.silence(40));
    tick(2);
    pipeline.playlist().pause(true);
    tick(1);
    assertEquals(List.of(1, 2, 0), leg.sent);

    Pipeline before = pipeline;
    pipeline = successor();
    pipeline.playlist().pause(false);
    tick(7);

    assertEquals(List.of(1, 2, 0, 3, 4, 5, 6, 0, 0, 0), leg.sent);
    assertEquals(List.of(new MediaEvent.ItemBegan(1, 1), new MediaEvent.ItemEnded(1, 1, 120),
        new MediaEvent.ItemBegan(2, 2), new MediaEvent.ItemEnded(2, 2, 40)), events);
    assertEquals(before.remains().progress().callerMuted(),
        pipeline.remains().progress().callerMuted());
  }

  @Test
  void whatFadesFadesOnInNewerCode() {
    say(9);
    tick(1);
    pipeline.playlist().stop(1, 100);
    tick(1);
    short[] left = pipeline.remains().fading();
    assertEquals(4 * Pcm.FRAME, left.length);

    pipeline = successor();
    assertArrayEquals(left, pipeline.remains().fading());
    tick(5);
    assertEquals(0, leg.sent.getLast());
    assertTrue(pipeline.playlist().isEmpty());
  }

  @Test
  void newerCodeGoesOnWithTheRecordingAndTheEarsOfTheOneBefore() {
    List<String> heard = new ArrayList<>();
    Recorder recorder = new Recorder() {
      @Override
      public void heard(short[] frame) {
        heard.add("heard " + frame[0]);
      }

      @Override
      public void ahead(short[] played) {
        heard.add("ahead " + played[0]);
      }

      @Override
      public void tick(short @Nullable [] played) {
        heard.add("tick");
      }

      @Override
      public CompletableFuture<Recording> close() {
        throw new IllegalStateException("it goes on");
      }
    };
    VadStage vad = VadStage.of(Records.of(VadOption.class, "type", "energy"),
        events::add);
    pipeline = new Pipeline(way(), new Pipeline.Stages(null, vad, null, recorder, null, null, 0));
    leg.arrived.add(1);
    tick(1);
    Remains left = pipeline.remains();
    pipeline = Pipeline.of(way(),
        new Pipeline.Stages(null, VadStage.of(left.ears(), events::add), null,
            left.ears().recorder(), null, null, 0),
        null, left);
    leg.arrived.add(2);
    tick(1);

    assertEquals(List.of("heard 1", "tick", "heard 2", "tick"), heard);
    assertEquals(List.of(vad.vad(), vad.gate()), List.of(pipeline.remains().ears().vad(),
        pipeline.remains().ears().gate()));
    assertEquals(40, pipeline.receivedMillis());
  }

  private Pipeline successor() {
    return Pipeline.of(way(),
        new Pipeline.Stages(null, null, null, null, null, null, 0), null, pipeline.remains());
  }

  private void tick(int count) {
    for (int i = 0; i < count; i++) {
      pipeline.tick(System.nanoTime());
    }
  }

  /** Says so many frames, whose samples are their number. */
  private void say(int frames) {
    SpeechSource speech = new SpeechSource();
    pipeline.playlist().add(1, 1, speech);
    for (int i = 1; i <= frames; i++) {
      speech.offer(frame(i));
    }
    speech.end();
    pipeline.hurry();
  }

  private static short[] frame(int value) {
    short[] frame = new short[Pcm.FRAME];
    Arrays.fill(frame, (short) value);
    return frame;
  }

  private Pipeline pipeline(@Nullable RecorderStage recorder) {
    return new Pipeline(way(), new Pipeline.Stages(null, null, null, recorder, null, null, 0));
  }

  private Pipeline.Way way() {
    return new Pipeline.Way(loop, leg, events::add, () -> 0);
  }

  private static WavRecorder.Target target(Path file) {
    return new WavRecorder.Target() {
      @Override
      public Path path() {
        return file;
      }

      @Override
      public SeekableByteChannel open() throws java.io.IOException {
        return Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      }
    };
  }
}
