package io.voxbus.protocol.bus;

import io.voxbus.protocol.api.CallOption;
import org.jspecify.annotations.Nullable;

/**
 * What a call starts from.
 *
 * @param type        how its audio travels
 * @param serverTrack name of the track the server plays on
 * @param graceMillis how long a call outlives a lost socket; null: as configured
 * @param dump        whether its events go to a file
 */
public record CallSetup(String callId, CallType type, CallOption option, String serverTrack,
    @Nullable Long graceMillis, boolean dump) {}
