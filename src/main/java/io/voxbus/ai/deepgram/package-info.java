/** Deepgram: {@code listen} over a WebSocket, {@code speak} by requests or over a WebSocket. */
@NullMarked
package io.voxbus.ai.deepgram;

import org.jspecify.annotations.NullMarked;
