package io.voxbus.media;

import io.voxbus.bus.Bus;
import io.voxbus.media.lasting.Recorder;
import io.voxbus.media.lasting.Remains;
import io.voxbus.media.record.Recorders;
import io.voxbus.media.record.WavRecorder;
import io.voxbus.media.source.Ambience;
import io.voxbus.media.stage.CallerCare;
import io.voxbus.media.stage.LineStage;
import io.voxbus.media.stage.RecorderStage;
import io.voxbus.media.stage.VadStage;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.AmbianceOption;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.Sound;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes what listens along the way of a call's audio, as the call asks for it. */
final class StageMaker {
  private final Bus bus;
  private final Recorders recorders;
  private final Sources sources;
  private final String callId;
  /** Which part of the call it is, for the name of a recording. */
  private final long part;
  private final Consumer<MediaEvent> events;

  StageMaker(Bus bus, Recorders recorders, Sources sources, String callId, long part,
      Consumer<MediaEvent> events) {
    this.bus = bus;
    this.recorders = recorders;
    this.sources = sources;
    this.callId = callId;
    this.part = part;
    this.events = events;
  }

  /** @param running a recorder that goes on; null: one begins if the call asks for it */
  Pipeline.Stages make(CallOption option, @Nullable Recorder running) {
    VadStage vad = option.vad() == null ? null : VadStage.of(option.vad(), events);
    Recorder recorder = running == null ? recorder(option) : running;
    return new Pipeline.Stages(CallerCare.of(option), vad, LineStage.of(option, events), recorder,
        recogniser(option), ambience(option.ambiance()), inactivityNanos(option));
  }

  /** With what has listened in older code. */
  Pipeline.Stages goOn(CallOption option, Remains.Ears left) {
    return new Pipeline.Stages(CallerCare.of(left), VadStage.of(left, events), left.line(),
        left.recorder(), recogniser(option), ambience(option.ambiance()),
        inactivityNanos(option));
  }

  private @Nullable Ambience ambience(@Nullable AmbianceOption option) {
    boolean on = option != null && option.path() != null
        && !Boolean.FALSE.equals(option.enabled());
    return on && option != null
        ? new Ambience(option, () -> sources.open(new Sound.File(String.valueOf(option.path()), 0)),
            failure -> events.accept(new MediaEvent.Failed("ambiance", failure.code(),
                String.valueOf(failure.getMessage()))))
        : null;
  }

  private @Nullable Recorder recorder(CallOption option) {
    if (option.recorder() == null) {
      return null;
    }
    WavRecorder started = recorders.start(callId, part, option.recorder(),
        reason -> events.accept(new MediaEvent.Failed("recorder", 507, reason)));
    events.accept(new MediaEvent.RecordingBegan(started.path().toString()));
    return new RecorderStage(started);
  }

  private @Nullable Consumer<Heard> recogniser(CallOption option) {
    Address<Heard> recogniser = Addresses.heard(callId);
    Address<Heard> service = Addresses.passHeard(callId);
    boolean recognised = option.asr() != null || option.realtime() != null;
    MediaPassOption pass = option.mediaPass();
    if (pass == null || pass.dialect() != null) {
      return recognised ? frame -> bus.send(recogniser, frame) : null;
    }
    return frame -> {
      bus.send(service, frame);
      if (recognised) {
        bus.send(recogniser, frame);
      }
    };
  }

  private static long inactivityNanos(CallOption option) {
    return option.inactivityTimeout() == null
        ? 0
        : TimeUnit.MILLISECONDS.toNanos(option.inactivityTimeout().millis());
  }
}
