package io.voxbus.media.leg;

import io.voxbus.bus.Fault;

/** Of a leg that needs no descriptions. */
public final class Undescribed implements Signalling {
  @Override
  public String open() {
    return "";
  }

  @Override
  public void answered(String answer) {
    throw none();
  }

  @Override
  public String reoffered(String offer) {
    throw none();
  }

  @Override
  public String reoffer(boolean hold) {
    throw none();
  }

  private static Fault none() {
    return Fault.badRequest("this leg has no session description");
  }
}
