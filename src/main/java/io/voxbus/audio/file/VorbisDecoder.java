package io.voxbus.audio.file;

import com.jcraft.jogg.Packet;
import com.jcraft.jorbis.Block;
import com.jcraft.jorbis.Comment;
import com.jcraft.jorbis.DspState;
import com.jcraft.jorbis.Info;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ShortBuffer;
import org.jspecify.annotations.Nullable;

/** Vorbis I by JOrbis, which gets the packets without their pages, and headers only after {@link VorbisHeaders} saw them. */
final class VorbisDecoder implements BlockDecoder {
  private static final int MAX_BLOCK = 8_192;
  private static final byte[] NO_COMMENTS = {3, 'v', 'o', 'r', 'b', 'i', 's', 0, 0, 0, 0, 0, 0, 0,
      0, 1};

  private final OggPackets packets;
  private final Info info = new Info();
  private final DspState synthesis = new DspState();
  private final Block block;
  private final short[] mono = new short[MAX_BLOCK];
  private final float[][][] output = new float[1][][];
  private final int[] offsets;
  private final int sampleRate;
  private long number = 3;
  private long decoded;

  VorbisDecoder(OggPackets packets, OggPackets.Packet head) throws IOException {
    this.packets = packets;
    var comment = new Comment();
    VorbisHeaders.checkHead(head);
    header(comment, packet(head, 0));
    next(packets);
    header(comment, packet(new OggPackets.Packet(NO_COMMENTS, NO_COMMENTS.length, -1), 1));
    OggPackets.Packet setup = next(packets);
    VorbisHeaders.checkSetup(setup, info.channels);
    header(comment, packet(setup, 2));
    sampleRate = Formats.checkRate(info.rate);
    offsets = new int[info.channels];
    synthesis.synthesis_init(info);
    block = new Block(synthesis);
  }

  private static OggPackets.Packet next(OggPackets packets) throws IOException {
    OggPackets.Packet packet = packets.next();
    if (packet == null) {
      throw new EOFException("Vorbis file ends in its headers");
    }
    return packet;
  }

  private void header(Comment comment, Packet packet) throws IOException {
    if (info.synthesis_headerin(comment, packet) != 0) {
      throw new IOException("Vorbis header is damaged");
    }
  }

  private static Packet packet(OggPackets.Packet source, long number) {
    var packet = new Packet();
    packet.packet_base = source.bytes();
    packet.bytes = source.length();
    packet.b_o_s = number == 0 ? 1 : 0;
    packet.packetno = number;
    packet.granulepos = -1;
    return packet;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public @Nullable ShortBuffer next() throws IOException {
    OggPackets.Packet source = packets.next();
    if (source == null) {
      return null;
    }
    if (block.synthesis(packet(source, number++)) != 0) {
      return ShortBuffer.allocate(0); // Vorbis I section 4.3.1: a packet that is not audio is passed over
    }
    synthesis.synthesis_blockin(block);
    int count = synthesis.synthesis_pcmout(output, offsets);
    mix(count);
    synthesis.synthesis_read(count);
    long start = decoded;
    decoded += count;
    return ShortBuffer.wrap(mono, 0, source.cutAt(start, count));
  }

  private void mix(int count) {
    for (int i = 0; i < count; i++) {
      float sum = 0;
      for (int c = 0; c < offsets.length; c++) {
        sum += output[0][c][offsets[c] + i];
      }
      mono[i] = Formats.sample(sum / offsets.length);
    }
  }
}
