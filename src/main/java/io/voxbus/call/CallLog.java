package io.voxbus.call;

import io.voxbus.bus.Json;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.bus.MediaEvent;
import org.jspecify.annotations.Nullable;

/** What is written of one call. */
final class CallLog {
  private final @Nullable EventsDump dump;
  @SuppressWarnings("UnusedVariable")
  private MediaEvent.@Nullable Recording recording;

  CallLog(@Nullable EventsDump dump) {
    this.dump = dump;
  }

  void event(long nowMillis, Emitted event) {
    if (dump != null) {
      dump.event(nowMillis, Json.mapper().valueToTree(event));
    }
  }

  void command(long nowMillis, Command command) {
    if (dump != null) {
      dump.command(nowMillis, Json.mapper().valueToTree(command));
    }
  }

  void recorded(MediaEvent.Recording file) {
    recording = file;
  }

  void finish() {
    if (dump != null) {
      dump.close();
    }
  }
}
