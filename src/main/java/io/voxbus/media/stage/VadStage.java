package io.voxbus.media.stage;

import io.voxbus.audio.vad.EnergyVad;
import io.voxbus.audio.vad.SileroVad;
import io.voxbus.audio.vad.SpeechGate;
import io.voxbus.audio.vad.Vad;
import io.voxbus.bus.Fault;
import io.voxbus.media.lasting.Remains;
import io.voxbus.protocol.api.VadOption;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells when the caller speaks. */
public final class VadStage implements SpeechGate.Listener {
  private final Vad vad;
  private final SpeechGate gate;
  private final Consumer<MediaEvent> events;

  private VadStage(Vad vad, SpeechGate gate, Consumer<MediaEvent> events) {
    this.vad = vad;
    this.gate = gate;
    this.events = events;
  }

  /** @throws Fault 400 for a type of detector we lack */
  public static VadStage of(VadOption option, Consumer<MediaEvent> events) {
    String type = option.type() == null ? "silero" : option.type().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "silero", "ten", "" -> new VadStage(SileroVad.create(),
          gate(option, SileroVad.LAG), events);
      case "webrtc", "energy" -> new VadStage(new EnergyVad(), gate(option, EnergyVad.LAG),
          events);
      default -> throw Fault.badRequest("no vad " + type + "; there are silero, webrtc");
    };
  }

  /** Goes on with what one of older code has heard; null: there was none. */
  public static @Nullable VadStage of(Remains.Ears left, Consumer<MediaEvent> events) {
    return left.vad() == null || left.gate() == null
        ? null
        : new VadStage(left.vad(), left.gate(), events);
  }

  public Vad vad() {
    return vad;
  }

  public SpeechGate gate() {
    return gate;
  }

  public void accept(short[] frame, long timeMillis) {
    gate.accept(vad.score(frame), timeMillis, this);
  }

  @Override
  public void stirring(boolean begins) {
    events.accept(new MediaEvent.Stirring(begins));
  }

  @Override
  public void speaking(long startMillis) {
    events.accept(new MediaEvent.Speaking(Math.max(0, startMillis)));
  }

  @Override
  public void silence(long speechStartMillis, long speechMillis, long silenceStartMillis) {
    events.accept(new MediaEvent.Silence(Math.max(0, speechStartMillis), speechMillis,
        Math.max(0, silenceStartMillis)));
  }

  @Override
  public void idle(long sinceMillis, long millis) {
    events.accept(new MediaEvent.Quiet(Math.max(0, sinceMillis), millis));
  }

  private static SpeechGate gate(VadOption option, SpeechGate.Lag lag) {
    SpeechGate.Options usual = SpeechGate.Options.of(lag);
    double threshold = option.voiceThreshold() == null
        ? usual.threshold()
        : option.voiceThreshold();
    return new SpeechGate(new SpeechGate.Options((float) threshold,
        or(option.speechPadding(), usual.speechPaddingMillis()),
        or(option.silencePadding(), usual.silencePaddingMillis()),
        or(option.silenceTimeout(), usual.silenceTimeoutMillis()), lag));
  }

  private static long or(@Nullable Integer given, long otherwise) {
    return given == null ? otherwise : given;
  }
}
