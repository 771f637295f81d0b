package io.voxbus.call.turn;

import io.voxbus.protocol.bus.Carrier;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a call are told by the configuration; times in ms.
 *
 * @param lingerMillis     after a tts without endOfStream has been played: another segment may follow
 * @param streamIdleMillis after the last audio of a text stream that nobody ended
 * @param closingMillis    for the media to end before the call ends without it
 * @param acceptMillis     how long a telephone call that came in waits to be taken
 * @param srtp             whether the media of telephone calls is encrypted, where the call does not say
 * @param dtmfByInfo       whether digits go to telephones by SIP INFO instead of RTP
 */
public record CallRules(long lingerMillis, long streamIdleMillis, long closingMillis,
    long acceptMillis, Carrier.@Nullable Srtp srtp, boolean dtmfByInfo) {
  public CallRules {
    lingerMillis = lingerMillis == 0 ? 300 : lingerMillis;
    streamIdleMillis = streamIdleMillis == 0 ? 10_000 : streamIdleMillis;
    closingMillis = closingMillis == 0 ? 2_000 : closingMillis;
    acceptMillis = acceptMillis == 0 ? 50_000 : acceptMillis;
    srtp = srtp == null ? Carrier.Srtp.OFF : srtp;
  }

  public static CallRules defaults() {
    return new CallRules(0, 0, 0, 0, null, false);
  }
}
