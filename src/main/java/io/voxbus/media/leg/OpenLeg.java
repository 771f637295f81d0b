package io.voxbus.media.leg;

/**
 * A leg that has been opened, and who talks for it.
 *
 * @param sdp our first description
 */
public record OpenLeg(Leg leg, Signalling signalling, String sdp) {}
