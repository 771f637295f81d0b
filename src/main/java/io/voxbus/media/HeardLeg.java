package io.voxbus.media;

import io.voxbus.media.leg.Leg;
import java.util.function.Consumer;

/** A further leg whose remote party is listened to on its own: every frame must be decoded, so it is never relayed. */
final class HeardLeg implements Leg {
  private final Leg leg;
  private final Consumer<short[]> ears;

  HeardLeg(Leg leg, Consumer<short[]> ears) {
    this.leg = leg;
    this.ears = ears;
  }

  @Override
  public boolean receive(short[] frame) {
    boolean any = leg.receive(frame);
    if (any) {
      ears.accept(frame);
    }
    return any;
  }

  @Override
  public void poll() {
    leg.poll();
  }

  @Override
  public int waiting() {
    return leg.waiting();
  }

  @Override
  public void send(short[] frame) {
    leg.send(frame);
  }

  @Override
  public void rest() {
    leg.rest();
  }

  @Override
  public long waitedNanos(long nowNanos) {
    return leg.waitedNanos(nowNanos);
  }

  @Override
  public boolean paced() {
    return leg.paced();
  }

  @Override
  public boolean tellsKeys() {
    return leg.tellsKeys();
  }

  @Override
  public boolean dial(String digits, int millisEach) {
    return leg.dial(digits, millisEach);
  }

  @Override
  public boolean ready() {
    return leg.ready();
  }

  @Override
  public void close() {
    leg.close();
  }
}
