package io.voxbus.audio.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** Opens audio files by what is in them, whatever their names. */
public final class AudioFiles {
  private static final int MAGIC = 4;
  private static final int ID3_HEADER = 10;

  private AudioFiles() {}

  /**
   * Reads the head of a file: WAV (PCM of 8 to 32 bits, float, G.711), MP3, FLAC, Ogg Vorbis, Ogg Opus. Channels are
   * mixed down to one.
   *
   * @param in     read as the reader is read, closed with it and when this fails
   * @param limits bounds for the whole file
   * @throws IOException if it is none of these, is damaged or can't be read
   */
  public static PcmReader open(InputStream in, Limits limits) throws IOException {
    try {
      var input = new LimitedInput(in, limits.maxBytes());
      return GuardedReader.open(input, () -> decoder(input), limits);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static BlockDecoder decoder(LimitedInput in) throws IOException {
    byte[] magic = in.readExactly(MAGIC);
    boolean tagged = false;
    while (is("ID3", magic)) {
      skipId3(in);
      tagged = true;
      magic = in.readExactly(MAGIC);
    }
    if (is("RIFF", magic)) {
      return new WavDecoder(in);
    }
    if (is("OggS", magic)) {
      return OggDecoders.open(new OggPackets(in));
    }
    if (is("fLaC", magic)) {
      return new FlacDecoder(in);
    }
    if (tagged || startsMp3(magic)) {
      return new Mp3Decoder(new SequenceInputStream(new ByteArrayInputStream(magic), in));
    }
    throw new IOException("not a WAV, MP3, FLAC or Ogg file");
  }

  private static boolean is(String name, byte[] magic) {
    return new String(magic, 0, name.length(), StandardCharsets.ISO_8859_1).equals(name);
  }

  /** ID3v2.4 section 3.1: version, flags, then the size in four bytes of seven bits; one byte of the version is read. */
  private static void skipId3(LimitedInput in) throws IOException {
    byte[] rest = in.readExactly(ID3_HEADER - MAGIC);
    long size = 0;
    for (int i = 2; i < rest.length; i++) {
      size = size << 7 | (rest[i] & 0x7F);
    }
    in.skipExactly(size);
  }

  /** ISO 11172-3 section 2.4.1.3: eleven set bits, then version, layer, bit rate and sample rate, none of them invalid. */
  private static boolean startsMp3(byte[] magic) {
    int second = magic[1] & 0xFF;
    int third = magic[2] & 0xFF;
    return (magic[0] & 0xFF) == 0xFF && second >= 0xE0 && (second & 0x18) != 0x08
        && (second & 0x06) != 0
        && (third & 0xF0) != 0xF0 && (third & 0x0C) != 0x0C;
  }
}
