package io.voxbus.call.state;

import io.voxbus.protocol.api.EouOption;
import org.jspecify.annotations.Nullable;

/** What was heard of the caller, and what is told when nothing more is. Times are wall clock in ms. */
public record ListeningState(@Nullable EouOption eou, String heard, long waitSinceMillis,
    long waitUntilMillis, long eouAtMillis, long silentSinceMillis, long lastDeltaMillis,
    boolean eouTold) {}
