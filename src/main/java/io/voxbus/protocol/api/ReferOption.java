package io.voxbus.protocol.api;

import org.jspecify.annotations.Nullable;

/** How a call is transferred; {@code timeout} in seconds. */
public record ReferOption(@Nullable Boolean bypass, @Nullable Seconds timeout, @Nullable String moh,
    @Nullable Boolean autoHangup, @Nullable Boolean denoise, @Nullable AsrOption asr,
    @Nullable SipOption sip, @Nullable String callId, @Nullable Boolean pauseParentAsr,
    @Nullable VadOption vad, @Nullable Boolean forwardDtmf) {
  /** A transfer that asks for nothing. */
  public static final ReferOption NONE = new ReferOption(null, null, null, null, null, null, null,
      null, null, null, null);
}
