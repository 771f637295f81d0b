package io.voxbus.media.record;

import io.voxbus.directory.DiskWriters;
import io.voxbus.protocol.api.Millis;
import io.voxbus.protocol.api.RecorderOption;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts recordings; all of them share the writers. */
public final class Recorders {
  private final RecorderConfig config;
  private final DiskWriters writers;

  public Recorders(RecorderConfig config, DiskWriters writers) {
    this.config = config;
    this.writers = writers;
  }

  /**
   * Starts to record a call; an older recording of the same name is replaced.
   *
   * @param failed told once, from a disk or the media thread, when something could not be written
   * @throws IllegalArgumentException when {@code recorderFile} leaves the recorder folder
   */
  public WavRecorder start(String callId, @Nullable RecorderOption option,
      Consumer<String> failed) {
    return start(callId, 1, option, failed);
  }

  /** As {@link #start}, of a later part of the call: the name of the file ends with its number. */
  public WavRecorder start(String callId, long part, @Nullable RecorderOption option,
      Consumer<String> failed) {
    String template = option == null || option.recorderFile() == null
        ? config.recorderFile()
        : option.recorderFile();
    Millis ptime = option == null || option.ptime() == null ? config.ptime() : option.ptime();
    RecordingPath path = RecordingPath.of(Path.of(config.root()),
        RecordingPath.part(template, part),
        callId);
    return new WavRecorder(path, new WavRecorder.Limits(ptime.millis(), config.buffer().millis(),
        config.maxDuration().millis()), writers, failed);
  }
}
