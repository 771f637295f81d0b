package io.voxbus.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxbus.bus.Json;
import io.voxbus.call.record.CallRecord;
import io.voxbus.call.record.EventsDump;
import io.voxbus.call.rules.CallMachine;
import io.voxbus.call.state.RecordedPart;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.Reception;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is written of one call: its events and commands while it runs, its record at the end. */
final class CallLog {
  private static final String RECORDER = "recorder";
  private static final int ANSWERED = 200;

  private final CallServices services;
  private final CallSetup setup;
  private final @Nullable EventsDump dump;
  private final List<RecordedPart> recordings = new ArrayList<>();
  private @Nullable Reception reception;

  /**
   * @param running the dump that is being written already; null: there is none
   * @param failed  told once, from any thread, when the disk lets the call down
   */
  CallLog(CallServices services, CallSetup setup, @Nullable EventsDump running,
      Consumer<String> failed) {
    this.services = services;
    this.setup = setup;
    if (running != null) {
      running.onFailure(failed);
      this.dump = running;
    } else {
      this.dump = setup.dump()
          ? new EventsDump(services.dump(), setup.callId(), services.writers(), failed)
          : null;
    }
  }

  /** What is written to while the call runs; null: nothing. */
  @Nullable
  EventsDump dump() {
    return dump;
  }

  void event(long nowMillis, Emitted event) {
    if (dump != null) {
      ObjectNode content = Json.mapper().valueToTree(event.event());
      dump.event(nowMillis, content.put("seq", event.seq()));
    }
  }

  void command(long nowMillis, Command command) {
    if (dump != null) {
      dump.command(nowMillis, Json.mapper().valueToTree(command));
    }
  }

  /** What the media tells and the record holds. */
  void heard(MediaEvent event) {
    String node = services.bus().nodeId();
    if (event instanceof MediaEvent.RecordingBegan(String path)) {
      recorded(RecordedPart.begun(path, node));
    } else if (event instanceof MediaEvent.Failed failed && RECORDER.equals(failed.sender())) {
      recordings.replaceAll(part -> part.growsAt(node) ? part.failed(failed.reason()) : part);
    } else if (event instanceof MediaEvent.Closed closed && closed.recording() != null) {
      MediaEvent.Recording file = closed.recording();
      recordings.removeIf(part -> part.growsAt(node) && part.path().equals(file.path()));
      recorded(new RecordedPart(file.path(), file.bytes(), node, file.error()));
    } else if (event instanceof MediaEvent.Quality heard) {
      quality(heard.reception());
    }
  }

  void recorded(RecordedPart part) {
    recordings.add(part);
  }

  List<RecordedPart> recordings() {
    return recordings;
  }

  /** The call goes on at another node, or is somebody else's already: the record is written there. */
  void leave() {
    if (dump != null) {
      dump.close();
    }
  }

  void quality(@Nullable Reception newest) {
    reception = newest;
  }

  /** The newest; null: there was none. */
  @Nullable
  Reception quality() {
    return reception;
  }

  /**
   * What the call came to.
   *
   * @param ringMillis   0 when it did not ring
   * @param answerMillis 0 when it was not answered
   * @param status       0 when it was never set up
   */
  record Outcome(CallOption option, long startMillis, long ringMillis, long answerMillis,
      int status, String reason) {
    static Outcome of(CallMachine machine, String reason) {
      return new Outcome(machine.option(), machine.startMillis(), machine.ringMillis(),
          machine.answerMillis(), machine.status(), reason);
    }
  }

  /** The record is written when the dump is complete, so that both can be sent together; comes, from any thread, when it was given away. */
  CompletableFuture<?> finish(Outcome outcome, long nowMillis) {
    CallRecord record = record(outcome, nowMillis);
    CompletableFuture<?> dumped = dump == null
        ? CompletableFuture.completedFuture(null)
        : dump.close();
    return dumped.whenComplete((done, failure) -> services.records().write(record));
  }

  private CallRecord record(Outcome outcome, long endMillis) {
    CallOption option = outcome.option();
    Path file = dump == null ? null : dump.path();
    return new CallRecord(setup.type().camel(), setup.callId(), Json.mapper().valueToTree(option),
        Instant.ofEpochMilli(outcome.startMillis()), time(outcome.ringMillis()),
        time(outcome.answerMillis()), Instant.ofEpochMilli(endMillis), text(option.caller()),
        text(option.callee()), outcome.status(), option.offer(), null,
        recordedReason(outcome.reason()), List.of(), media(), extras(option), file);
  }

  /** All that is known of a call whose node is lost and that no other can restore. */
  static CallRecord lost(CallEntry entry, long endMillis) {
    int status = entry.answerMillis() == null ? 0 : ANSWERED;
    return new CallRecord(entry.type().camel(), entry.id(), entry.option(),
        Instant.ofEpochMilli(entry.createdMillis()), time(entry.ringMillis()),
        time(entry.answerMillis()), Instant.ofEpochMilli(endMillis), text(entry.caller()),
        text(entry.callee()), status, null, null, "nodeFailure", List.of(), List.of(), null, null);
  }

  private @Nullable JsonNode extras(CallOption option) {
    if (option.extra() == null && reception == null) {
      return null;
    }
    ObjectNode extras = Json.mapper().createObjectNode();
    if (option.extra() != null) {
      option.extra().forEach(extras::put);
    }
    if (reception != null) {
      extras.set("rtp", Json.mapper().valueToTree(reception));
    }
    return extras;
  }

  private static @Nullable Instant time(@Nullable Long millis) {
    return millis == null || millis == 0 ? null : Instant.ofEpochMilli(millis);
  }

  private List<CallRecord.Media> media() {
    return recordings.stream().map(part -> new CallRecord.Media(setup.callId(),
        Path.of(part.path()), Math.max(0, part.bytes()), about(part))).toList();
  }

  /** What whoever looks for the file has to know, unless it is whole and on the disk of this node. */
  private @Nullable Map<String, String> about(RecordedPart part) {
    String here = services.bus().nodeId();
    String node = part.node() == null ? here : part.node();
    Map<String, String> told = new TreeMap<>();
    if (!part.finished()) {
      told.put("unfinished", "true");
    }
    if (!part.finished() || !node.equals(here)) {
      told.put("node", node);
    }
    if (part.error() != null) {
      told.put("error", part.error());
    }
    return told.isEmpty() ? null : told;
  }

  /** A client that has gone is no reason of its own in call records. */
  private static String recordedReason(String reason) {
    return reason.equals("clientDisconnected") ? "system" : reason;
  }

  private static String text(@Nullable String given) {
    return given == null ? "" : given;
  }
}
