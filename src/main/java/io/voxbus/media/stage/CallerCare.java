package io.voxbus.media.stage;

import io.voxbus.audio.care.Denoiser;
import io.voxbus.audio.care.GainControl;
import io.voxbus.media.lasting.Remains;
import io.voxbus.protocol.api.AgcOption;
import io.voxbus.protocol.api.CallOption;
import org.jspecify.annotations.Nullable;

/** Takes noise out of what the caller says, and levels it, before anybody hears it. */
public final class CallerCare {
  private final @Nullable Denoiser denoiser;
  private final @Nullable GainControl gain;

  private CallerCare(@Nullable Denoiser denoiser, @Nullable GainControl gain) {
    this.denoiser = denoiser;
    this.gain = gain;
  }

  /** What the call asks for; null when that is nothing. */
  public static @Nullable CallerCare of(CallOption option) {
    boolean denoise = Boolean.TRUE.equals(option.denoise());
    AgcOption agc = option.agc();
    return denoise || agc != null
        ? new CallerCare(denoise ? new Denoiser() : null,
            agc == null ? null : new GainControl(options(agc)))
        : null;
  }

  /** Goes on with what one of older code has heard; null: there was none. */
  public static @Nullable CallerCare of(Remains.Ears left) {
    return left.denoiser() == null && left.gain() == null
        ? null
        : new CallerCare(left.denoiser(), left.gain());
  }

  public @Nullable Denoiser denoiser() {
    return denoiser;
  }

  public @Nullable GainControl gain() {
    return gain;
  }

  public void process(short[] frame) {
    if (denoiser != null) {
      denoiser.process(frame);
    }
    if (gain != null) {
      gain.process(frame);
    }
  }

  private static GainControl.Options options(AgcOption option) {
    GainControl.Options usual = GainControl.Options.USUAL;
    Integer adjacent = option.adjacentSpeechFramesThreshold();
    return new GainControl.Options(or(option.headroomDb(), usual.headroom()),
        Math.max(0, or(option.maxGainDb(), usual.mostGain())),
        or(option.initialGainDb(), usual.initialGain()),
        Math.max(0, or(option.maxGainChangeDbPerSecond(), usual.changeASecond())),
        or(option.maxOutputNoiseLevelDbfs(), usual.mostNoise()),
        adjacent == null ? usual.adjacentFrames() : adjacent,
        !Boolean.FALSE.equals(option.enableLimiter()));
  }

  private static double or(@Nullable Double given, double otherwise) {
    return given == null ? otherwise : given;
  }
}
