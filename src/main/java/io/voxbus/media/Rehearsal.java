package io.voxbus.media;

import io.voxbus.audio.DtmfDetector;
import io.voxbus.audio.Pcm;
import io.voxbus.directory.lease.Lease;
import io.voxbus.media.lasting.MediaLoop;
import io.voxbus.media.lasting.Remains;
import io.voxbus.media.leg.Leg;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Sound;
import java.util.List;

/**
 * A call that speaks, hears itself, and is left and gone on with over and over, on nothing: newer code has been compiled
 * before it takes calls over, and what it can't do in the middle of one is found out before the first.
 */
final class Rehearsal {
  /** The compilers begin after 200 to 2,000 rounds of a method. */
  private static final int TIMES = 250;
  private static final int TICKS = 20;

  private final StageMaker stages;
  private final Sources sources;

  Rehearsal(StageMaker stages, Sources sources) {
    this.stages = stages;
    this.sources = sources;
  }

  /** A far end that says something at each tick, and hears nothing. */
  private static final class Nobody implements Leg {
    private boolean said;

    @Override
    public void poll() {
      said = false;
    }

    @Override
    public boolean receive(short[] frame) {
      boolean more = !said;
      said = true;
      return more;
    }

    @Override
    public int waiting() {
      return said ? 0 : 1;
    }

    @Override
    public void send(short[] frame) {}
  }

  /** Takes some tenths of a second; throws whatever goes wrong. */
  void run() {
    try (MediaLoop idle = new MediaLoop("rehearsal", Lease.FOREVER)) {
      Pipeline.Way way = new Pipeline.Way(idle, new Nobody(), told -> {},
          System::currentTimeMillis);
      long now = System.nanoTime();
      Remains left = beginning(now);
      for (int time = 0; time < TIMES; time++) {
        Pipeline next = Pipeline.of(way, stages.goOn(CallOption.NONE, left.ears()), null, left);
        for (int tick = 0; tick < TICKS; tick++) {
          next.tick(now += Pcm.FRAME_MILLIS * 1_000_000L);
        }
        left = next.remains();
      }
    }
  }

  private Remains beginning(long nowNanos) {
    return new Remains(List.of(new Remains.Item(0, 0, sources.open(new Sound.Echo()), true, false,
        0)), false, new short[0], null, null,
        new Remains.Ears(new DtmfDetector(Pcm.RATE), null, null, null, null, null, null),
        List.of(), List.of(),
        new Remains.Progress(false, false, false, true, false, nowNanos, nowNanos, 0, 0,
            0, 0));
  }
}
