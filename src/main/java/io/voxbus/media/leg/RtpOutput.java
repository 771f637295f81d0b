package io.voxbus.media.leg;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Levels;
import io.voxbus.audio.Opus;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import io.voxbus.rtp.AudioLevel;
import io.voxbus.rtp.RedWriter;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.RtpReceiver;
import io.voxbus.rtp.RtpSender;
import io.voxbus.rtp.TelephoneEventSender;
import io.voxbus.sdp.Agreed;
import io.voxbus.sdp.Payload;
import java.security.SecureRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way out: from frames of 20 ms, or none, to packets as long as the remote party wants them. */
final class RtpOutput {
  private static final SecureRandom RANDOM = new SecureRandom();
  /** G.711 and G.722 alike. */
  private static final int BYTES_A_MILLI = 8;
  private static final int COMFORT_NOISE = 13;
  /** From so much loss on packets repeat each other; below, what Opus itself repeats does. */
  private static final int REPEAT_PERCENT = 5;
  /** RFC 7587 section 3.1.3: 400 ms. */
  private static final int PAUSE_TICKS = 20;

  private final RtpScratch scratch;
  private final Function<RtpCodec, Codec> encoders;
  private final Packets packets;
  private RtpSender sender = newSender();
  private @Nullable RtpCodec codec;
  private @Nullable Codec encoder;
  private @Nullable Resampler resampler;
  private short[] frame = new short[Pcm.FRAME];
  private int payloadType;
  private int eventsPayload = -1;
  private RtpAudio.Extensions extensions = RtpAudio.Extensions.NONE;
  private @Nullable RedWriter red;
  private int level = AudioLevel.SILENCE;
  private boolean sends;
  private boolean fed;
  private boolean pausing;
  private int rested;
  private int packetBytes;
  private int pending;
  private byte[] pendingBytes = new byte[0];
  private @Nullable TelephoneEventSender dialling;
  private int eventStart;

  /** Where packets go. */
  interface Packets {
    /** @param packet with room behind it for encryption */
    void send(byte[] packet, int length);
  }

  /** @param encoders makes what encodes a codec */
  RtpOutput(RtpScratch scratch, Function<RtpCodec, Codec> encoders, Packets packets) {
    this.scratch = scratch;
    this.encoders = encoders;
    this.packets = packets;
  }

  void agree(Agreed agreed, RtpAudio.Extensions further) {
    extensions = further;
    Payload payload = agreed.sending();
    if (payload.codec() != codec) {
      open(payload.codec());
    }
    payloadType = payload.send();
    eventsPayload = agreed.sendEvents();
    sends = agreed.direction().sends() && agreed.remote() != null;
    int bytes = agreed.ptimeMillis() * BYTES_A_MILLI;
    if (bytes != packetBytes) {
      packetBytes = bytes;
      pending = 0;
      pendingBytes = new byte[bytes + Pcm.FRAME_MILLIS * BYTES_A_MILLI];
    }
  }

  /** A tick with audio. */
  void send(short[] audio) {
    Codec opened = encoder;
    if (opened == null || codec == null || fed) {
      return;
    }
    int ticks = codec.clock() / 50;
    if (!sends) {
      skip(ticks);
    } else if (dialling == null || !event(dialling, ticks)) {
      level = extensions.levelId() == 0 ? 0 : AudioLevel.of(Levels.rms(audio));
      int bytes = opened.encode(resampled(audio), scratch.encoded);
      if (codec == RtpCodec.OPUS) {
        speak(bytes, ticks);
      } else {
        pack(bytes);
      }
    }
  }

  /** A pause is told by its first packet; as long as it lasts nothing else needs to be sent (RFC 7587 section 3.1.3). */
  private void speak(int bytes, int ticks) {
    boolean goesOn = pausing && Opus.isPause(bytes);
    pausing = Opus.isPause(bytes);
    if (goesOn) {
      skip(ticks);
    } else {
      packet(scratch.encoded, 0, bytes, ticks);
    }
  }

  /** A tick without audio. In a pause only every twentieth is encoded, and sent as a sign of life. */
  void rest() {
    if (pausing && codec != null && sends && !fed && dialling == null && ++rested < PAUSE_TICKS) {
      skip(codec.clock() / 50);
    } else {
      rested = 0;
      pausing = false;
      send(scratch.silence);
    }
  }

  /** What a packet that is sent on holds. */
  enum Kind {
    AUDIO, EVENT, NOISE
  }

  /** Whether another leg's packets are sent on; nothing else is sent then. */
  void fed(boolean byAnother) {
    fed = byAnother;
    pending = 0;
    sender.relayAnew();
  }

  /** Sends a packet on that has just come over another leg of the same codec. */
  void relay(Kind kind, RtpPacket packet, RtpReceiver from, boolean fresh) {
    int type = switch (kind) {
      case AUDIO -> payloadType;
      case EVENT -> eventsPayload;
      case NOISE -> COMFORT_NOISE;
    };
    if (!sends || type < 0 || packet.payloadLength() > Codec.MAX_BYTES) {
      return;
    }
    if (fresh) {
      sender.relayAnew();
    }
    byte[] out = scratch.outgoing;
    int bytes = packet.payloadLength();
    System.arraycopy(packet.bytes(), packet.payloadOffset(), out, RtpPacket.HEADER, bytes);
    int ticks = kind == Kind.AUDIO ? bytes : 0;
    packets.send(out, sender.relay(out, type, packet.marker(), bytes,
        new RtpSender.Origin(from.sequence(), from.timestamp(), ticks)));
  }

  /** The remote party has lost so much of late. */
  void lost(int percent) {
    if (encoder instanceof Opus opus) {
      opus.expectLoss(percent);
      boolean repeats = extensions.redPayload() >= 0 && percent >= REPEAT_PERCENT;
      red = !repeats ? null : red == null ? new RedWriter() : red;
    }
  }

  /** False when events were not agreed. */
  boolean dial(String digits, int millisEach) {
    if (eventsPayload < 0 || codec == null) {
      return false;
    }
    dialling = new TelephoneEventSender(digits, millisEach, codec.clock());
    return true;
  }

  RtpSender sender() {
    return sender;
  }

  @Nullable
  RtpCodec codec() {
    return codec;
  }

  /** True if this tick is an event's; between two of them audio goes on. */
  private boolean event(TelephoneEventSender keys, int ticks) {
    TelephoneEventSender.Step step = keys.tick(scratch.outgoing, RtpPacket.HEADER);
    switch (step) {
      case FIRST -> {
        skip(0);
        eventStart = sender.timestamp();
      }
      case MORE -> {
      }
      case PAUSE -> {
        return false;
      }
      case OVER -> {
        dialling = null;
        return false;
      }
    }
    int length = sender.event(scratch.outgoing, eventsPayload,
        step == TelephoneEventSender.Step.FIRST, TelephoneEventSender.BYTES, eventStart);
    packets.send(scratch.outgoing, length);
    skip(ticks);
    return true;
  }

  /** Time passes without audio; what waits for its packet to be full is lost with it. */
  private void skip(int ticks) {
    sender.skip(pending + ticks);
    pending = 0;
  }

  private short[] resampled(short[] audio) {
    if (resampler == null) {
      return audio;
    }
    int samples = resampler.process(audio, 0, audio.length, scratch.resampled);
    System.arraycopy(scratch.resampled, 0, frame, 0, Math.min(samples, frame.length));
    return frame;
  }

  private void pack(int bytes) {
    System.arraycopy(scratch.encoded, 0, pendingBytes, pending, bytes);
    pending += bytes;
    int at = 0;
    for (; pending - at >= packetBytes; at += packetBytes) {
      packet(pendingBytes, at, packetBytes, packetBytes);
    }
    pending -= at;
    System.arraycopy(pendingBytes, at, pendingBytes, 0, pending);
  }

  private void packet(byte[] payload, int offset, int bytes, int ticks) {
    byte[] out = scratch.outgoing;
    int extension = extensions.levelId() == 0 ? 0 : AudioLevel.BYTES;
    int at = RtpPacket.HEADER + extension;
    int repeated = repeat(out, at, payload, offset, bytes);
    System.arraycopy(payload, offset, out, at + repeated, bytes);
    int length = sender.audio(out, repeated == 0 ? payloadType : extensions.redPayload(),
        repeated + bytes, ticks);
    if (extension > 0) {
      AudioLevel.write(out, extensions.levelId(), level);
    }
    packets.send(out, length + extension);
  }

  /** Puts the payload before it in front, if packets are to repeat each other; tells how many bytes that takes. */
  private int repeat(byte[] out, int at, byte[] payload, int offset, int bytes) {
    RedWriter repeats = red;
    if (repeats == null) {
      return 0;
    }
    int repeated = repeats.write(out, at, payloadType, sender.timestamp());
    repeats.remember(payload, offset, bytes, sender.timestamp());
    return repeated;
  }

  /** A stream whose clock changes is another stream (RFC 7160 section 4.1). */
  private void open(RtpCodec next) {
    if (codec != null && codec.clock() != next.clock()) {
      sender = newSender();
    }
    codec = next;
    encoder = encoders.apply(next);
    resampler = next.sampleRate() == Pcm.RATE ? null : new Resampler(Pcm.RATE, next.sampleRate());
    frame = new short[next.sampleRate() / 50];
    pending = 0;
    pausing = false;
    dialling = null;
    red = null;
  }

  private static RtpSender newSender() {
    return new RtpSender(RANDOM.nextInt(), RANDOM.nextInt(1 << 15), RANDOM.nextInt());
  }
}
