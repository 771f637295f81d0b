package io.voxbus.sip.wire;

/**
 * How large a message may be, so that parsing it stays cheap whatever a stranger sends.
 *
 * @param headers      header fields of a message
 * @param lineBytes    of the start line and of a header field, unfolded
 * @param messageBytes of a whole message
 */
public record Limits(int headers, int lineBytes, int messageBytes) {
  /** What sensible messages keep to. */
  public static final Limits USUAL = new Limits(100, 4096, 65_535);
}
