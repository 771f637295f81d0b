package io.voxbus.media.leg;

/**
 * A leg that has been opened, and who talks for it.
 *
 * @param sdp  our first description
 * @param same whether it has the address and port that another node had for it, and goes on as it was
 */
public record OpenLeg(Leg leg, Signalling signalling, String sdp, boolean same) {
  public OpenLeg(Leg leg, Signalling signalling, String sdp) {
    this(leg, signalling, sdp, false);
  }
}
