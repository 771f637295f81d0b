package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a call is to be set up; every field is optional. */
public record CallOption(@Nullable Boolean denoise, @Nullable String offer, @Nullable String caller,
    @Nullable String callee, @Nullable RecorderOption recorder, @Nullable VadOption vad,
    @Nullable AsrOption asr, @Nullable TtsOption tts, @Nullable Seconds handshakeTimeout,
    @Nullable Boolean enableIpv6, @Nullable SipOption sip, @Nullable Map<String, String> extra,
    @Nullable String codec, @JsonAlias("sampleRate") @Nullable Integer samplerate,
    @Nullable EouOption eou, @Nullable MediaPassOption mediaPass,
    @Nullable Seconds inactivityTimeout, @Nullable AmbianceOption ambiance,
    @Nullable RealtimeOption realtime, @Nullable Boolean subscribe, @Nullable AgcOption agc,
    @Nullable Boolean enableIceLite, @Nullable RingbackDetectionOption ringbackDetection,
    @JsonAlias("amd") @Nullable AmdOption answerMachineDetection,
    @Nullable BargeInOption bargeIn, @Nullable Boolean trickle) {
  /** A call that asks for nothing. */
  public static final CallOption NONE = new CallOption(null, null, null, null, null, null, null,
      null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
      null, null, null, null);

  /** The same for these parties, with this offer. */
  public CallOption between(@Nullable String from, @Nullable String to, @Nullable String sdp) {
    return new CallOption(denoise, sdp, from, to, recorder, vad, asr, tts, handshakeTimeout,
        enableIpv6, sip, extra, codec, samplerate, eou, mediaPass, inactivityTimeout, ambiance,
        realtime, subscribe, agc, enableIceLite, ringbackDetection,
        answerMachineDetection, bargeIn, trickle);
  }

  /** The same with this recorder, unless it has one. */
  public CallOption recordedBy(@Nullable RecorderOption other) {
    return recorder != null || other == null
        ? this
        : new CallOption(denoise, offer, caller, callee, other, vad, asr, tts, handshakeTimeout,
            enableIpv6, sip, extra, codec, samplerate, eou, mediaPass, inactivityTimeout, ambiance,
            realtime, subscribe, agc, enableIceLite, ringbackDetection,
            answerMachineDetection, bargeIn, trickle);
  }
}
