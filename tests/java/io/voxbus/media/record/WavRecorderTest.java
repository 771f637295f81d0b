package io.voxbus.media.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.Pcm;
import io.voxbus.directory.DiskWriters;
import io.voxbus.media.lasting.Recording;
import io.voxbus.protocol.api.Millis;
import io.voxbus.protocol.api.RecorderOption;
import io.voxbus.protocol.api.Seconds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class WavRecorderTest {
  private static final int FRAME_BYTES = Pcm.FRAME * 4;
  @TempDir
  private Path root;
  private final DiskWriters writers = new DiskWriters();
  private final List<String> failures = new ArrayList<>();

  @AfterEach
  void close() {
    writers.close();
  }

  @Test
  void leftIsTheRemotePartyRightTheServerAndNullIsSilence() throws Exception {
    WavRecorder recorder = start("a.b", null);
    recorder.frame(frame(0x1234), frame(-2));
    recorder.frame(null, frame(7));
    recorder.frame(frame(-32768), null);
    Recording recording = recorder.close().join();

    Path file = root.resolve("a.b.wav");
    assertEquals(new Recording(file, 44 + 3 * FRAME_BYTES, 60, 0, null), recording);
    assertEquals(List.of(), failures);
    try (AudioInputStream wav = AudioSystem.getAudioInputStream(file.toFile())) {
      AudioFormat format = wav.getFormat();
      assertEquals("PCM_SIGNED 16000.0 Hz, 16 bit, stereo, 4 bytes/frame, little-endian",
          format.toString());
      short[] samples = shorts(wav.readAllBytes());
      assertArrayEquals(stereo(0x1234, -2), Arrays.copyOfRange(samples, 0, 640));
      assertArrayEquals(stereo(0, 7), Arrays.copyOfRange(samples, 640, 1280));
      assertArrayEquals(stereo(-32768, 0), Arrays.copyOfRange(samples, 1280, 1920));
    }
  }

  @Test
  void recordingIsPlayableUpToTheLastFlushWhenTheProcessDies() throws Exception {
    WavRecorder recorder = start("s1", null);
    for (int i = 0; i < 27; i++) {
      recorder.frame(frame(i), frame(-i));
    }
    writers.close(); // the recorder itself is never closed

    assertEquals(44 + 20 * FRAME_BYTES, Files.size(root.resolve("s1.wav")));
    try (AudioInputStream wav = AudioSystem.getAudioInputStream(root.resolve("s1.wav").toFile())) {
      assertEquals(20 * Pcm.FRAME, wav.getFrameLength(), "two chunks of 200 ms");
      short[] samples = shorts(wav.readAllBytes());
      assertEquals(19, samples[samples.length - 2]);
      assertEquals(-19, samples[samples.length - 1]);
    }
  }

  @Test
  void callWithoutAudioLeavesAValidEmptyRecording() throws Exception {
    Recording recording = start("s1", null).close().join();

    assertEquals(new Recording(root.resolve("s1.wav"), 44, 0, 0, null), recording);
    try (AudioInputStream wav = AudioSystem.getAudioInputStream(root.resolve("s1.wav").toFile())) {
      assertEquals(0, wav.getFrameLength());
    }
  }

  @Test
  void arraysMayBeUsedAgainAfterTheCall() throws Exception {
    WavRecorder recorder = start("s1", null);
    short[] reused = frame(5);
    recorder.frame(reused, null);
    Arrays.fill(reused, (short) 9);
    recorder.close().join();

    assertEquals(5, shorts(Files.readAllBytes(root.resolve("s1.wav")))[22]);
  }

  @Test
  void recordingEndsAtItsLongestDurationAndTheCallGoesOn() {
    WavRecorder recorder = new WavRecorder(RecordingPath.of(root, null, "s1"),
        new WavRecorder.Limits(200, 4_000, 1_000), writers, failures::add);
    for (int i = 0; i < 80; i++) {
      recorder.frame(frame(1), null);
    }
    assertEquals(new Recording(root.resolve("s1.wav"), 44 + 50 * FRAME_BYTES, 1_000, 0, null),
        recorder.close().join());
    assertEquals(List.of(), failures);
  }

  @Test
  void ptimeOfTheOptionSaysHowMuchIsWrittenAtOnce() throws Exception {
    WavRecorder recorder = start("s1", new RecorderOption("x/{id}", 8_000, new Millis(60), "ogg"));
    for (int i = 0; i < 5; i++) {
      recorder.frame(frame(1), null);
    }
    writers.close();
    assertEquals(44 + 3 * FRAME_BYTES, Files.size(root.resolve("x/s1.wav")));
  }

  @Test
  void fileOutsideTheRootIsRefusedBeforeAnythingIsRecorded() {
    assertThrows(IllegalArgumentException.class,
        () -> start("s1", new RecorderOption("../x", null, null, null)));
  }

  @Test
  void folderThatCannotBeMadeIsReportedOnceAndTheCallGoesOn() throws Exception {
    Files.writeString(root.resolve("file"), "in the way");
    WavRecorder recorder = start("s1", new RecorderOption("file/x", null, null, null));
    for (int i = 0; i < 50; i++) {
      recorder.frame(frame(1), null);
    }
    Recording recording = recorder.close().join();

    assertEquals(1, failures.size());
    assertEquals(
        new Recording(root.resolve("file/x.wav"), 0, 0, 50, failures.getFirst()), recording);
    assertTrue(!failures.getFirst().contains(root.toString()), failures.getFirst());
  }

  @Test
  void fullDiskIsReportedOnceAndEveryFrameCounted() {
    WavRecorder recorder = new WavRecorder(
        new RecordingPath(Path.of("/dev"), Path.of("/dev/full")),
        new WavRecorder.Limits(200, 4_000, 60_000), writers, failures::add);
    for (int i = 0; i < 45; i++) {
      recorder.frame(frame(1), frame(2));
    }
    Recording recording = recorder.close().join();

    assertEquals(List.of("cannot write the recording: No space left on device"), failures);
    assertEquals("cannot write the recording: No space left on device", recording.error());
    assertEquals(45, recording.droppedFrames());
  }

  @Test
  void audioAfterAFullDiskLiesAtItsTime() throws Exception {
    FakeDisk disk = new FakeDisk(root.resolve("s1.wav"));
    WavRecorder recorder = new WavRecorder(disk, new WavRecorder.Limits(20, 4_000, 60_000),
        writers, failures::add);
    disk.fullAt = 44 + FRAME_BYTES;
    recorder.frame(frame(1), null);
    recorder.frame(frame(2), null);
    recorder.frame(frame(3), null);

    assertEquals(
        new Recording(disk.path, 44 + 3 * FRAME_BYTES, 60, 1,
            "cannot write the recording: disk full"),
        recorder.close().join());
    assertEquals(List.of("cannot write the recording: disk full"), failures);
    short[] samples = shorts(Files.readAllBytes(disk.path));
    assertEquals(1, samples[22]);
    assertEquals(0, samples[22 + 640], "what was lost is silence");
    assertEquals(3, samples[22 + 1280]);
  }

  @Test
  void slowDiskCostsFramesBeyondTheBufferAndNeverBlocksTheMediaThread() throws Exception {
    FakeDisk disk = new FakeDisk(root.resolve("s1.wav"));
    disk.slow = new CountDownLatch(1);
    WavRecorder recorder = new WavRecorder(disk, new WavRecorder.Limits(100, 1_000, 60_000),
        writers, failures::add);
    for (int i = 0; i < 80; i++) {
      recorder.frame(frame(i + 1), null);
    }

    assertEquals(30, recorder.droppedFrames());
    assertEquals(List.of("the disk is too slow for the recording"), failures);
    disk.slow.countDown();
    assertEquals(new Recording(disk.path, 44 + 50 * FRAME_BYTES, 1_000, 30, failures.getFirst()),
        recorder.close().join());
  }

  @Test
  void recordingCanBeClosedTwiceAndIgnoresLateFrames() {
    WavRecorder recorder = start("s1", null);
    recorder.frame(frame(1), null);
    var first = recorder.close();
    recorder.frame(frame(2), null);

    assertEquals(first, recorder.close());
    assertEquals(20, first.join().millis());
  }

  @Test
  void closeAnswersAlsoWhenTheWritersAreGone() {
    WavRecorder recorder = start("s1", null);
    writers.close();
    recorder.frame(frame(1), null);

    Recording recording = recorder.close().join();

    assertEquals(1, recording.droppedFrames());
    assertEquals("the disk writers are closed", recording.error());
  }

  private WavRecorder start(String callId, RecorderOption option) {
    var config = new RecorderConfig(root.toString(), null, null, null, new Seconds(60_000));
    return new Recorders(config, writers).start(callId, option, failures::add);
  }

  private static short[] frame(int value) {
    short[] frame = new short[Pcm.FRAME];
    Arrays.fill(frame, (short) value);
    return frame;
  }

  private static short[] stereo(int left, int right) {
    short[] samples = new short[Pcm.FRAME * 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (i % 2 == 0 ? left : right);
    }
    return samples;
  }

  private static short[] shorts(byte[] bytes) {
    short[] samples = new short[bytes.length / 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return samples;
  }

  /** A file on a disk that can be full or slow. */
  private static final class FakeDisk implements WavRecorder.Target {
    private final Path path;
    /** What is written there finds no room. */
    private volatile long fullAt = -1;
    private volatile CountDownLatch slow = new CountDownLatch(0);

    FakeDisk(Path path) {
      this.path = path;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public SeekableByteChannel open() throws IOException {
      SeekableByteChannel real = new RecordingPath(path.getParent(), path).open();
      return (SeekableByteChannel) java.lang.reflect.Proxy.newProxyInstance(
          getClass().getClassLoader(), new Class<?>[]{SeekableByteChannel.class},
          (proxy, method, args) -> {
            if (method.getName().equals("write")) {
              slow.await();
              if (real.position() == fullAt) {
                throw new IOException("disk full");
              }
            }
            return method.invoke(real, args);
          });
    }
  }
}
