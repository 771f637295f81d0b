package io.voxbus.call.rules;

import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** The last event of a call. */
final class HangupEvent {
  private HangupEvent() {}

  /** Wall clock ms; 0: it did not come to that. */
  record Times(long start, long ring, long answer, long end) {}

  static Event.Hangup of(CallSetup setup, CallOption option, Times times, String why, String who) {
    boolean phone = setup.type() == CallType.SIP;
    return new Event.Hangup(setup.callId(), times.end(), why, who, time(times.start()),
        time(times.end()), timeIfAny(times.answer()), timeIfAny(times.ring()),
        phone ? Parties.of(option.caller()) : null, phone ? Parties.of(option.callee()) : null,
        option.extra() == null ? null : new LinkedHashMap<>(option.extra()), null);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static @Nullable String timeIfAny(long millis) {
    return millis == 0 ? null : time(millis);
  }
}
