package io.voxbus.protocol.bus;

import io.voxbus.protocol.api.CallOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call starts from.
 *
 * @param type        how its audio travels
 * @param serverTrack name of the track the server plays on
 * @param graceMillis how long a call outlives a lost socket; null: as configured
 * @param dump        whether its events go to a file
 * @param incoming    the telephone call that waits to be taken; null for a call that its client places
 */
public record CallSetup(String callId, CallType type, CallOption option, String serverTrack,
    @Nullable Long graceMillis, boolean dump, @Nullable Incoming incoming) {
  public CallSetup(String callId, CallType type, CallOption option, String serverTrack,
      @Nullable Long graceMillis, boolean dump) {
    this(callId, type, option, serverTrack, graceMillis, dump, null);
  }

  /**
   * An INVITE that has come.
   *
   * @param offer   its SDP; null when it leaves the offer to us
   * @param headers of the INVITE, by their names as they came
   * @param routes  where it goes; each next one when nobody takes it at the one before
   */
  public record Incoming(@Nullable String offer, Map<String, String> headers,
      List<Route> routes) {
    public Incoming(@Nullable String offer, Map<String, String> headers) {
      this(offer, headers, List.of(new Route.ToWebhook("")));
    }
  }
}
