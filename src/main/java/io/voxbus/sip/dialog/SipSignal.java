package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens to a dialog. Header names are in lower case; a header that came several times is joined by commas. */
public sealed interface SipSignal {
  /** The call wants something. */
  record Wanted(SipRequest request) implements SipSignal {}
  /**
   * A request of the far end.
   *
   * @param ref its CSeq number, by which it is answered
   */
  record Came(long ref, String method, Body body, Map<String, String> headers)
      implements
        SipSignal {
    @Nullable
    String header(String name) {
      return headers.get(name);
    }
  }
  /** A response to our last request of that method; 408 when none came, 503 when it could not be sent. */
  record Replied(String method, int code, String reason, Body body, Map<String, String> headers)
      implements
        SipSignal {
    @Nullable
    String header(String name) {
      return headers.get(name);
    }
  }
  /** The far end has acknowledged a 2xx of ours. */
  record Acked(Body body) implements SipSignal {}
  /** It did not within 64*T1. */
  record NeverAcked() implements SipSignal {}
  /** The time that {@link SipMachine#nextMillis} named has come. */
  record Tick() implements SipSignal {}
}
