package io.voxbus.call.rules;

/** Whether an offer puts us on hold: by its direction, or in the old way by the address 0.0.0.0 (RFC 3264 section 8.4). */
final class HoldState {
  private HoldState() {}

  static boolean of(String sdp) {
    return sdp.lines().map(String::strip).anyMatch(
        line -> line.equals("a=sendonly") || line.equals("a=inactive")
            || line.equals("c=IN IP4 0.0.0.0"));
  }
}
