package io.voxbus.audio.file;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.voxbus.audio.file.OggPackets.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import org.jspecify.annotations.Nullable;

/** Opus in Ogg (RFC 7845) by Concentus, at 48 kHz, which itself mixes two channels to one. */
final class OpusFileDecoder implements BlockDecoder {
  private static final int RATE = 48_000;
  /** 120 ms, the longest packet. */
  private static final int MAX_SAMPLES = 5_760;
  private static final int HEAD_SIZE = 19;

  private final OggPackets packets;
  private final OpusDecoder decoder;
  private final short[] mono = new short[MAX_SAMPLES];
  private final int preSkip;
  private long decoded;

  OpusFileDecoder(OggPackets packets, Packet head) throws IOException {
    this.packets = packets;
    if (head.length() < HEAD_SIZE) {
      throw new IOException("Opus head is too short");
    }
    ByteBuffer fields = ByteBuffer.wrap(head.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int version = fields.get(8) & 0xFF;
    int channels = fields.get(9);
    int mapping = fields.get(18);
    if (version > 15 || mapping != 0 || channels < 1 || channels > 2) {
      throw new IOException(
          "Opus file has " + channels + " channels, mapping " + mapping + ", version " + version);
    }
    preSkip = fields.getShort(10) & 0xFFFF;
    try {
      decoder = new OpusDecoder(RATE, 1);
    } catch (OpusException e) {
      throw new IOException(e);
    }
    decoder.setGain(fields.getShort(16));
    packets.next(); // the tags
  }

  @Override
  public int sampleRate() {
    return RATE;
  }

  @Override
  public @Nullable ShortBuffer next() throws IOException {
    Packet packet = packets.next();
    if (packet == null) {
      return null;
    }
    int count = packet.length() == 0 ? 0 : decode(packet);
    long start = decoded;
    decoded += count;
    int skipped = (int) Math.clamp(preSkip - start, 0, count);
    int end = packet.cutAt(start, count);
    return ShortBuffer.wrap(mono, Math.min(skipped, end), Math.max(end - skipped, 0));
  }

  private int decode(Packet packet) throws IOException {
    try {
      return decoder.decode(packet.bytes(), 0, packet.length(), mono, 0, MAX_SAMPLES, false);
    } catch (OpusException e) {
      throw new IOException("Opus packet is damaged: " + e.getMessage(), e);
    }
  }
}
