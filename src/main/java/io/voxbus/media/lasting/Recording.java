package io.voxbus.media.lasting;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A recording that has ended.
 *
 * @param bytes         size of the file
 * @param millis        how much audio it holds
 * @param droppedFrames how many frames of 20 ms could not be written and are silence in it
 * @param error         the first failure, null when there was none
 */
public record Recording(Path path, long bytes, long millis, long droppedFrames,
    @Nullable String error) {}
