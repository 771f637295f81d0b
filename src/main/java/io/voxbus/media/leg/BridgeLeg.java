package io.voxbus.media.leg;

import io.voxbus.audio.Codec;
import io.voxbus.audio.LinearPcm;
import io.voxbus.audio.Pcm;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.SocketAudio;
import java.util.Arrays;

/** The other call of a bridge as a leg of this one: frames of 16 kHz PCM over the bus, whichever node it lives on. */
public final class BridgeLeg implements Leg {
  /** The loops of two calls tick at different times, and a network may be between them. */
  private static final int AHEAD_FRAMES = 2;
  private static final int MOST_FRAMES = 6;

  private final Bus bus;
  private final String callId;
  private final Address<SocketAudio> to;
  private final Bus.Receiving receiving;
  private final PacketRing arrived = new PacketRing();
  private final SampleQueue queue = new SampleQueue(MOST_FRAMES * Pcm.FRAME,
      MOST_FRAMES * Pcm.FRAME);
  private final Codec pcm = new LinearPcm(Pcm.RATE);
  private final byte[] bytes = new byte[2 * Pcm.FRAME];
  private final short[] samples = new short[Pcm.FRAME];
  private boolean flowing;

  private BridgeLeg(Bus bus, Carrier.Bridge bridge) {
    this.bus = bus;
    this.callId = bridge.callId();
    this.to = Addresses.bridge(bridge.peer(), bridge.callId(), bridge.nodeId());
    this.receiving = bus.receiveDirectly(
        Addresses.bridge(bridge.callId(), bridge.peer(), bus.nodeId()), arrived::offer);
  }

  /** Opens it; it needs no descriptions. */
  public static OpenLeg open(Bus bus, Carrier.Bridge bridge) {
    return new OpenLeg(new BridgeLeg(bus, bridge), new Undescribed(), "");
  }

  @Override
  public void poll() {
    for (SocketAudio packet = arrived.poll(); packet != null; packet = arrived.poll()) {
      if (packet.payload().length == bytes.length) {
        queue.add(samples, pcm.decode(packet.payload(), 0, bytes.length, samples));
      }
    }
  }

  @Override
  public boolean receive(short[] frame) {
    flowing = flowing ? queue.size() >= Pcm.FRAME : queue.size() >= AHEAD_FRAMES * Pcm.FRAME;
    return flowing && queue.take(frame);
  }

  @Override
  public int waiting() {
    return queue.size() / Pcm.FRAME;
  }

  @Override
  public void send(short[] frame) {
    bus.send(to, new SocketAudio(callId, Arrays.copyOf(bytes, pcm.encode(frame, bytes))));
  }

  @Override
  public void close() {
    receiving.end();
  }
}
