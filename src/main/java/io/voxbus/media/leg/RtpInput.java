package io.voxbus.media.leg;

import io.voxbus.audio.Pcm;
import io.voxbus.rtp.JitterBuffer;
import io.voxbus.rtp.RedReader;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.RtpReceiver;
import io.voxbus.rtp.TelephoneEvents;
import io.voxbus.sdp.Agreed;
import io.voxbus.sdp.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way in: from packets to frames of 20 ms, one a tick. */
final class RtpInput {
  private static final int COMFORT_NOISE = 13;
  private static final int PAYLOADS = 128;
  private static final int QUEUED = Pcm.RATE / 2;

  final RtpReceiver receiver = new RtpReceiver();
  private final TelephoneEvents events = new TelephoneEvents();
  private final JitterBuffer buffer;
  private final RtpScratch scratch;
  private final Consumer<String> keys;
  private final SampleQueue queue = new SampleQueue(3 * Pcm.FRAME, QUEUED);
  private final @Nullable Decoder[] decoders = new Decoder[PAYLOADS];
  private List<Payload> payloads = List.of();
  private int eventsPayload = -1;
  private int redPayload = -1;
  private @Nullable RedReader red;
  private int clock;
  private @Nullable Decoder current;
  private @Nullable RtpOutput relay;
  private boolean ready;
  private long malformed;

  /** @param keys told each key that comes as an event */
  RtpInput(RtpConfig config, RtpScratch scratch, Consumer<String> keys) {
    this.buffer = new JitterBuffer((int) config.jitterMin().millis(),
        (int) config.jitterMax().millis());
    this.scratch = scratch;
    this.keys = keys;
  }

  void agree(Agreed agreed, RtpAudio.Extensions extensions) {
    if (!agreed.payloads().equals(payloads)) {
      Arrays.fill(decoders, null);
      payloads = agreed.payloads();
    }
    eventsPayload = agreed.receiveEvents();
    redPayload = extensions.redPayload();
    red = redPayload < 0 ? null : new RedReader();
  }

  /** Whether this payload type was agreed. */
  boolean knows(int payloadType) {
    return payloadType == eventsPayload || payloadType == COMFORT_NOISE
        || payloadType == redPayload || codec(payloadType) != null;
  }

  /** Takes a packet; false if it does not belong to the stream. */
  boolean arrived(RtpPacket packet, long nowNanos) {
    RedReader repeats = packet.payloadType() == redPayload ? red : null;
    if (repeats != null && !repeats.unwrap(packet)) {
      malformed++;
      return false;
    }
    int type = packet.payloadType();
    if (!knows(type)) {
      return false;
    }
    RtpCodec codec = codec(type);
    int rate = codec == null ? Math.max(clock, payloads.get(0).codec().clock()) : codec.clock();
    RtpReceiver.Verdict verdict = receiver.receive(packet, rate, codec != null, nowNanos);
    if (verdict == RtpReceiver.Verdict.STRAY) {
      return false;
    }
    if (verdict == RtpReceiver.Verdict.FRESH || rate != clock) {
      clock = rate;
      buffer.reset(rate);
      events.reset();
    }
    char key = type == eventsPayload ? events.accept(packet) : 0;
    if (key != 0) {
      keys.accept(String.valueOf(key));
    }
    if (relay == null) {
      buffer.add(receiver.sequence(), receiver.timestamp(), codec == null, packet, nowNanos);
      if (repeats != null) {
        buffer.repair(repeats, receiver.sequence(), receiver.timestamp(), nowNanos);
      }
    } else {
      relay(relay, packet, codec, verdict == RtpReceiver.Verdict.FRESH);
    }
    return true;
  }

  /** Sends packets on from now on instead of giving frames; null: gives frames again. */
  void relay(@Nullable RtpOutput to) {
    if (to != relay) {
      if (relay != null) {
        relay.fed(false);
      }
      if (to != null) {
        to.fed(true);
      }
      relay = to;
      buffer.reset(Math.max(clock, 1));
    }
  }

  private void relay(RtpOutput to, RtpPacket packet, @Nullable RtpCodec codec, boolean fresh) {
    RtpOutput.Kind kind = codec != null
        ? RtpOutput.Kind.AUDIO
        : packet.payloadType() == eventsPayload ? RtpOutput.Kind.EVENT : RtpOutput.Kind.NOISE;
    to.relay(kind, packet, receiver, fresh);
  }

  /** Makes the frame of this tick. */
  void poll(long nowNanos) {
    ready = true;
    while (queue.size() < Pcm.FRAME && ready) {
      switch (buffer.next(nowNanos)) {
        case PACKET -> decode();
        case MISSING -> conceal();
        case SILENCE -> ready = pad();
      }
    }
  }

  boolean receive(short[] frame) {
    boolean taken = ready && queue.take(frame);
    ready = false;
    return taken;
  }

  boolean waiting() {
    return ready;
  }

  int delayMillis() {
    return buffer.targetMillis();
  }

  /** Lost packets that a later one has brought. */
  long repaired() {
    return buffer.repaired();
  }

  /** Packets the codec could not read. */
  long malformed() {
    return malformed;
  }

  private void decode() {
    Decoder decoder = decoder(buffer.payloadType());
    current = decoder;
    boolean keep = !buffer.surplus();
    if (!keep) {
      buffer.leftOut();
    }
    try {
      decoder.decode(buffer.bytes(), buffer.length(), keep, queue);
    } catch (IllegalArgumentException e) {
      malformed++;
    }
  }

  private void conceal() {
    int millis = buffer.missingMillis();
    if (current == null) {
      queue.add(scratch.silence, millis * (Pcm.RATE / 1000));
      return;
    }
    boolean same = buffer.followingType() >= 0 && decoders[buffer.followingType()] == current;
    current.conceal(millis, same ? buffer.following() : null, buffer.followingLength(), queue);
  }

  /** What is left of a frame before a silence is filled up. */
  private boolean pad() {
    int left = queue.size();
    if (left > 0) {
      queue.add(scratch.silence, Pcm.FRAME - left);
    }
    return left > 0;
  }

  private Decoder decoder(int payloadType) {
    Decoder known = decoders[payloadType];
    RtpCodec codec = codec(payloadType);
    if (known == null) {
      known = new Decoder(codec == null ? payloads.get(0).codec() : codec, scratch);
      decoders[payloadType] = known;
    }
    return known;
  }

  private @Nullable RtpCodec codec(int payloadType) {
    for (int i = 0; i < payloads.size(); i++) {
      if (payloads.get(i).receive() == payloadType) {
        return payloads.get(i).codec();
      }
    }
    return null;
  }
}
