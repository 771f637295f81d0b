package io.voxbus.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.bus.Json;
import io.voxbus.call.record.CallRecord;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.MediaEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is written of one call: its events and commands while it runs, its record at the end. */
final class CallLog {
  private static final int OK = 200;

  private final CallServices services;
  private final CallSetup setup;
  private final @Nullable EventsDump dump;
  private MediaEvent.@Nullable Recording recording;

  /** @param failed told once, from any thread, when the disk lets the call down */
  CallLog(CallServices services, CallSetup setup, Consumer<String> failed) {
    this.services = services;
    this.setup = setup;
    this.dump = setup.dump()
        ? new EventsDump(services.dump(), setup.callId(), services.writers(), failed)
        : null;
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

  /**
   * The record is written when the dump is complete, so that both can be sent together.
   *
   * @param answerMillis 0 when the call was not answered
   */
  void finish(long startMillis, long answerMillis, String reason) {
    CallRecord record = record(startMillis, answerMillis, System.currentTimeMillis(), reason);
    CompletableFuture<?> dumped = dump == null
        ? CompletableFuture.completedFuture(null)
        : dump.close();
    dumped.whenComplete((done, failure) -> services.records().write(record));
  }

  private CallRecord record(long startMillis, long answerMillis, long endMillis, String reason) {
    CallOption option = setup.option();
    JsonNode extras = option.extra() == null ? null : Json.mapper().valueToTree(option.extra());
    Path file = dump == null ? null : dump.path();
    return new CallRecord(setup.type().camel(), setup.callId(), Json.mapper().valueToTree(option),
        Instant.ofEpochMilli(startMillis), null,
        answerMillis == 0 ? null : Instant.ofEpochMilli(answerMillis),
        Instant.ofEpochMilli(endMillis), text(option.caller()), text(option.callee()),
        answerMillis == 0 ? 0 : OK, option.offer(), null, recordedReason(reason), List.of(),
        media(), extras, file);
  }

  private List<CallRecord.Media> media() {
    return recording == null
        ? List.of()
        : List.of(new CallRecord.Media(setup.callId(),
            Path.of(recording.path()), recording.bytes(), null));
  }

  /** A client that has gone is no reason of its own in call records. */
  private static String recordedReason(String reason) {
    return reason.equals("clientDisconnected") ? "system" : reason;
  }

  private static String text(@Nullable String given) {
    return given == null ? "" : given;
  }
}
