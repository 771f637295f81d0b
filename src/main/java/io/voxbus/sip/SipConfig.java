package io.voxbus.sip;

import io.voxbus.sip.guard.GuardConfig;
import io.voxbus.sip.stack.ListenConfig;
import org.jspecify.annotations.Nullable;

/** The {@code sip} section of the configuration. */
public record SipConfig(boolean enabled, @Nullable ListenConfig listen, @Nullable GuardConfig guard,
    @Nullable PhoneConfig calls) {
  public SipConfig {
    listen = listen == null
        ? new ListenConfig(null, null, null, null, null, null, null, null, null, null, null, 0, 0,
            0, 0, 0, 0, null, null, 0, 0, null)
        : listen;
    guard = guard == null
        ? new GuardConfig(null, null, null, 0, 0, 0, null, null, 0, null, null)
        : guard;
    calls = calls == null ? new PhoneConfig(null, null, null, null) : calls;
  }
}
