package io.voxbus.media.stage;

import io.voxbus.audio.Pcm;
import io.voxbus.audio.detect.BeepDetector;
import io.voxbus.audio.detect.CallProgress;
import io.voxbus.audio.detect.GreetingRules;
import io.voxbus.audio.detect.GreetingRules.Verdict;
import io.voxbus.audio.detect.ToneMeter;
import io.voxbus.audio.vad.SileroVad;
import io.voxbus.audio.vad.Vad;
import io.voxbus.media.lasting.LineEar;
import io.voxbus.protocol.api.AmdOption;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.RingbackDetectionOption;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the line says beside words: before the answer whether it rings, after it who greets, and the beep. */
public final class LineStage implements LineEar {
  private static final float VOICED = 0.5f;
  private static final int BEEP_TIMEOUT = 30_000;

  private final Consumer<MediaEvent> events;
  private final ToneMeter meter = new ToneMeter();
  private final Vad vad = SileroVad.create();
  private final CallProgress progress = new CallProgress();
  private final BeepDetector beeps = new BeepDetector();
  private final @Nullable ProgressTeller teller;
  private final @Nullable GreetingRules greeting;
  private final long beepTimeoutMillis;
  private boolean answered;
  private long answerMillis = Long.MIN_VALUE;
  private boolean over;

  private LineStage(@Nullable RingbackDetectionOption ringback, @Nullable AmdOption machine,
      Consumer<MediaEvent> events) {
    this.events = events;
    teller = ringback == null ? null : new ProgressTeller(ringback);
    greeting = machine == null ? null : new GreetingRules(options(machine));
    beepTimeoutMillis = machine == null ? 0 : or(machine.beepTimeout(), BEEP_TIMEOUT);
  }

  /** What the call asks for; null when that is nothing. */
  public static @Nullable LineStage of(CallOption option, Consumer<MediaEvent> events) {
    RingbackDetectionOption ringback = option.ringbackDetection();
    AmdOption machine = option.answerMachineDetection();
    boolean rings = ringback != null && !Boolean.FALSE.equals(ringback.enabled());
    boolean greets = machine != null && !Boolean.FALSE.equals(machine.enabled());
    return rings || greets
        ? new LineStage(rings ? ringback : null, greets ? machine : null, events)
        : null;
  }

  /** From here on it is a greeting. */
  @Override
  public void answered() {
    answered = true;
    over = greeting == null;
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void accept(short[] frame, long timeMillis) {
    if (over || (!answered && teller == null)) {
      return;
    }
    meter.accept(frame);
    float voice = vad.score(frame);
    if (answered && greeting != null) {
      greet(greeting, voice > VOICED, timeMillis);
    } else if (teller != null) {
      progress.accept(meter, voice, timeMillis);
      MediaEvent told = teller.next(progress, timeMillis + Pcm.FRAME_MILLIS);
      if (told != null) {
        events.accept(told);
      }
    }
  }

  private void greet(GreetingRules rules, boolean voiced, long timeMillis) {
    answerMillis = answerMillis == Long.MIN_VALUE ? timeMillis : answerMillis;
    if (beeps.accept(meter, timeMillis)) {
      over = true;
      tell("beep", beeps.startMillis(), beeps.endMillis());
      return;
    }
    Verdict verdict = rules.accept(voiced, timeMillis);
    if (verdict != null) {
      tell(verdict.name().toLowerCase(Locale.ROOT), rules.startMillis(), rules.endMillis());
    }
    over = verdict == Verdict.HUMAN || timeMillis - answerMillis > beepTimeoutMillis;
  }

  private void tell(String what, long startMillis, long endMillis) {
    events.accept(new MediaEvent.Greeted(what, startMillis, endMillis));
  }

  private static GreetingRules.Options options(AmdOption option) {
    GreetingRules.Options usual = GreetingRules.Options.USUAL;
    return new GreetingRules.Options(or(option.initialSilence(), usual.initialSilence()),
        or(option.greeting(), usual.greeting()),
        or(option.afterGreetingSilence(), usual.afterGreeting()),
        or(option.minWordLength(), usual.shortestWord()),
        or(option.totalAnalysisTime(), usual.analysis()),
        or(option.greetingEndSilence(), usual.endSilence()));
  }

  private static long or(@Nullable Integer given, long otherwise) {
    return given == null ? otherwise : given;
  }
}
