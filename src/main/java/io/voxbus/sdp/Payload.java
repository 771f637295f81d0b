package io.voxbus.sdp;

import io.voxbus.rtp.RtpCodec;

/**
 * A codec both sides have, and its numbers: each side sends with the number that stands in the other's description
 * (RFC 3264 section 6.1).
 */
public record Payload(RtpCodec codec, int send, int receive) {}
