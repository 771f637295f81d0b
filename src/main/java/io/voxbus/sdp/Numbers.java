package io.voxbus.sdp;

import io.voxbus.rtp.RtpCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Payload numbers of a session: one that has meant a format never means another one (RFC 3264 section 8.3.2). */
final class Numbers {
  private static final int EVENTS = 101;
  private static final int WIDE_EVENTS = 110;
  private static final int FIRST_DYNAMIC = 96;

  private final Map<String, Integer> used = new HashMap<>();

  /** The remote party has named these first. */
  void learn(List<Format> formats) {
    formats.forEach(format -> used.putIfAbsent(key(format.encoding(), format.clock()),
        format.payload()));
  }

  Format of(RtpCodec codec) {
    return new Format(number(codec.encoding(), codec.clock(), codec.payload()), codec.encoding(),
        codec.clock(), codec.channels(), "");
  }

  Format events(int clock) {
    int usual = clock == RtpCodec.OPUS.clock() ? WIDE_EVENTS : EVENTS;
    return new Format(number(Format.TELEPHONE_EVENT, clock, usual), Format.TELEPHONE_EVENT, clock,
        1, "");
  }

  private int number(String encoding, int clock, int usual) {
    return used.computeIfAbsent(key(encoding, clock), key -> free(usual));
  }

  private int free(int usual) {
    int number = usual;
    while (used.containsValue(number)) {
      number = number < FIRST_DYNAMIC || number == 127 ? FIRST_DYNAMIC : number + 1;
    }
    return number;
  }

  private static String key(String encoding, int clock) {
    RtpCodec codec = RtpCodec.of(encoding, clock);
    return codec == null ? encoding.toLowerCase(Locale.ROOT) + "/" + clock : codec.name();
  }
}
