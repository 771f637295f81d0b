package io.voxbus.call;

import io.voxbus.directory.DiskWriters;
import io.voxbus.protocol.bus.CallSetup;
import java.util.function.Consumer;

/** Opens what is written of a call: its dump and its record. */
public final class CallLogs {
  private final DumpConfig config;
  private final DiskWriters writers;

  public CallLogs(DumpConfig config, DiskWriters writers) {
    this.config = config;
    this.writers = writers;
  }

  /** @param failed told once, from any thread, when the disk lets the call down */
  CallLog open(CallSetup setup, Consumer<String> failed) {
    EventsDump dump = setup.dump() ? new EventsDump(config, setup.callId(), writers, failed) : null;
    return new CallLog(dump);
  }
}
