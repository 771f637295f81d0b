package io.voxbus.media.leg;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Mixer;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SocketAudio;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Audio on WebSockets: what its clients send is mixed, what is played goes to all of them. Almost always there is one
 * client; a second is one that attached to the running call.
 */
public final class SocketLeg implements Leg, Clients {
  private final Bus bus;
  private final MediaFormat format;
  private final PacketRing arrived = new PacketRing();
  private final List<SocketEnd> ends = new ArrayList<>();
  private final Codec encoder;
  private final @Nullable Resampler resampler;
  private final SampleQueue outgoing;
  private final short[] outFrame;
  private final Scratch scratch;
  private volatile long arrivedNanos;
  private long malformed;

  /** Buffers that all legs of one loop share: nothing stays in them from one call to the next. */
  public static final class Scratch {
    final short[] decoded = new short[Codec.MAX_SAMPLES];
    final short[] resampled = new short[2 * Codec.MAX_SAMPLES];
    final short[] mixed = new short[Pcm.FRAME];
    final byte[] encoded = new byte[Codec.MAX_BYTES];
  }

  public SocketLeg(Bus bus, MediaFormat format, Scratch scratch) {
    this.bus = bus;
    this.format = format;
    this.scratch = scratch;
    this.encoder = format.openOut();
    int rate = encoder.sampleRate();
    this.resampler = rate == Pcm.RATE ? null : new Resampler(Pcm.RATE, rate);
    this.outFrame = new short[rate / 50];
    this.outgoing = new SampleQueue(resampler == null ? 0 : 2 * outFrame.length, rate);
  }

  /** From the event loop of its socket, or of the node's gate. */
  @Override
  public void arrive(SocketAudio packet) {
    arrivedNanos = System.nanoTime();
    arrived.offer(packet);
  }

  @Override
  public long waitedNanos(long nowNanos) {
    return nowNanos - arrivedNanos;
  }

  @Override
  public void join(String socketId, String nodeId) {
    leave(socketId);
    ends.add(new SocketEnd(socketId, Addresses.socketAudio(socketId, nodeId), format));
  }

  @Override
  public void leave(String socketId) {
    ends.removeIf(end -> end.socketId.equals(socketId));
  }

  @Override
  public void poll() {
    for (SocketAudio packet = arrived.poll(); packet != null; packet = arrived.poll()) {
      for (SocketEnd end : ends) {
        if (end.socketId.equals(packet.socketId())) {
          decode(end, packet.payload());
        }
      }
    }
  }

  @Override
  public boolean receive(short[] frame) {
    boolean any = false;
    for (SocketEnd end : ends) {
      if (!any) {
        any = end.queue.take(frame);
      } else if (end.queue.take(scratch.mixed)) {
        Mixer.add(frame, scratch.mixed);
      }
    }
    return any;
  }

  @Override
  public int waiting() {
    int most = 0;
    for (SocketEnd end : ends) {
      most = Math.max(most, end.queue.size() / Pcm.FRAME);
    }
    return most;
  }

  /** Its clients play frames one after the other, whenever they come. */
  @Override
  public boolean paced() {
    return false;
  }

  @Override
  public void send(short[] frame) {
    if (resampler == null) {
      sendEncoded(frame);
      return;
    }
    int samples = resampler.process(frame, 0, frame.length, scratch.resampled);
    outgoing.add(scratch.resampled, samples);
    while (outgoing.take(outFrame)) {
      sendEncoded(outFrame);
    }
  }

  /** Packets that could not be decoded, or came faster than the loop could take them. */
  public long lost() {
    return malformed + arrived.dropped();
  }

  private void sendEncoded(short[] frame) {
    byte[] payload = Arrays.copyOf(scratch.encoded, encoder.encode(frame, scratch.encoded));
    for (SocketEnd end : ends) {
      bus.send(end.audio, new SocketAudio(end.socketId, payload));
    }
  }

  private void decode(SocketEnd end, byte[] packet) {
    try {
      end.decode(packet, scratch.decoded, scratch.resampled);
    } catch (IllegalArgumentException e) {
      malformed++;
    }
  }
}
