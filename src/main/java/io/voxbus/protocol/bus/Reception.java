package io.voxbus.protocol.bus;

/**
 * What is known of the way between a remote party and us (RFC 3550 section 6.4).
 *
 * @param codec        as in the SDP
 * @param packets      received
 * @param lost         expected, but not received
 * @param jitterMillis of their arrival
 * @param roundTripMillis there and back, 0 while unknown
 * @param sent         packets sent
 * @param sentLost     of these, reported lost by the other side
 * @param mos          1.0 to 4.5, by the E-model (ITU-T G.107)
 */
public record Reception(String codec, long packets, long lost, double jitterMillis,
    double roundTripMillis, long sent, long sentLost, double mos) {}
