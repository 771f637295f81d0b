package io.voxbus.media.leg;

import io.voxbus.audio.Mixer;
import io.voxbus.audio.Pcm;

/** A further leg beside the main one: each hears the other while they are connected. */
public final class SharedLeg {
  /** What the main leg may be ahead of this one's clock. */
  private static final int MOST_FRAMES = 4;

  private final Leg main;
  private final Leg leg;
  private final SampleQueue heard = new SampleQueue(2 * Pcm.FRAME, MOST_FRAMES * Pcm.FRAME);
  private final short[] frame = new short[Pcm.FRAME];
  private boolean connected;
  private boolean relaying;

  public SharedLeg(Leg main, Leg leg) {
    this.main = main;
    this.leg = leg;
  }

  /** Two telephones of one codec that nobody else listens to need no decoding. */
  public void relay(boolean alone) {
    boolean can = alone && connected && main.relay(leg) && leg.relay(main);
    if (relaying && !can) {
      main.relay(null);
      leg.relay(null);
    }
    relaying = can;
  }

  public void connect(boolean connect) {
    connected = connect;
  }

  public void dial(String digits, int millisEach) {
    leg.dial(digits, millisEach);
  }

  public void close() {
    relay(false);
    leg.close();
  }

  /** A frame of the main leg. */
  public void hear(short[] main) {
    if (connected && !leg.paced()) {
      leg.send(main);
    } else if (connected) {
      heard.add(main, main.length);
    }
  }

  /** A tick: adds what this leg says to {@code mixed}, if that is audible, else puts it there. */
  public boolean speak(short[] mixed, boolean audible) {
    leg.poll();
    boolean spoken = false;
    if (leg.receive(frame) && connected) {
      spoken = true;
      if (audible) {
        Mixer.add(mixed, frame);
      } else {
        System.arraycopy(frame, 0, mixed, 0, frame.length);
      }
    }
    if (connected && heard.take(frame)) {
      leg.send(frame);
    } else {
      leg.rest();
    }
    return audible || spoken;
  }
}
