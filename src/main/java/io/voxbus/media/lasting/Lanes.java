package io.voxbus.media.lasting;

import io.voxbus.directory.lease.Lease;
import io.voxbus.media.leg.RtpScratch;
import io.voxbus.media.leg.SocketLeg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The loops of a node. */
public final class Lanes implements AutoCloseable {
  private final List<Lane> lanes = new ArrayList<>();

  /** @param lease while it does not run, no call sends anything */
  public Lanes(int loops, Lease lease) {
    for (int i = 0; i < loops; i++) {
      lanes.add(
          new Lane(new MediaLoop("media-" + i, lease), new SocketLeg.Scratch(), new RtpScratch()));
    }
  }

  /** The one with the least to do. */
  public Lane next() {
    return lanes.stream().min(Comparator.comparingInt(lane -> lane.loop().load())).orElseThrow();
  }

  /** No call runs on them any more. */
  @Override
  public void close() {
    lanes.forEach(lane -> lane.loop().close());
  }
}
