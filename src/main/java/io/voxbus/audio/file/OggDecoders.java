package io.voxbus.audio.file;

import io.voxbus.audio.file.OggPackets.Packet;
import java.io.IOException;

/** Finds the first stream of an Ogg file that is Vorbis or Opus; others, such as pictures, are passed over. */
final class OggDecoders {
  private OggDecoders() {}

  static BlockDecoder open(OggPackets packets) throws IOException {
    while (true) {
      Packet first = packets.next();
      if (first != null && first.has(0, "OpusHead")) {
        return new OpusFileDecoder(packets, first);
      }
      if (first != null && first.has(1, "vorbis")) {
        return new VorbisDecoder(packets, first);
      }
      packets.tryNextStream();
    }
  }
}
