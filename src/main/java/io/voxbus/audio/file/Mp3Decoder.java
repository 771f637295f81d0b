package io.voxbus.audio.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ShortBuffer;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.BitstreamException;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.DecoderException;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.SampleBuffer;
import org.jspecify.annotations.Nullable;

/** MPEG audio of the layers 1 to 3 by JLayer. Tags have to be skipped before: JLayer allocates whatever size they claim. */
final class Mp3Decoder implements BlockDecoder {
  private final Bitstream frames;
  private final Decoder decoder = new Decoder();
  private final SampleBuffer output;
  private final int sampleRate;
  private final short[] mono = new short[SampleBuffer.OBUFFERSIZE];
  private @Nullable ShortBuffer first;

  Mp3Decoder(InputStream in) throws IOException {
    frames = new Bitstream(in);
    Header header = readHeader();
    if (header == null) {
      throw new IOException("MP3 file holds no audio");
    }
    sampleRate = Formats.checkRate(header.frequency());
    output = new SampleBuffer(sampleRate, header.mode() == Header.SINGLE_CHANNEL ? 1 : 2);
    decoder.setOutputBuffer(output);
    first = decode(header);
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public @Nullable ShortBuffer next() throws IOException {
    ShortBuffer block = first;
    if (block != null) {
      first = null;
      return block;
    }
    Header header = readHeader();
    return header == null ? null : decode(header);
  }

  private @Nullable Header readHeader() throws IOException {
    try {
      return frames.readFrame();
    } catch (BitstreamException e) {
      throw new IOException("MP3 file is damaged: " + e.getMessage(), e);
    }
  }

  private ShortBuffer decode(Header header) throws IOException {
    int channels = header.mode() == Header.SINGLE_CHANNEL ? 1 : 2;
    if (header.frequency() != sampleRate || channels != output.getChannelCount()) {
      throw new IOException("MP3 file changes its format");
    }
    try {
      decoder.decodeFrame(header, frames);
    } catch (DecoderException e) {
      throw new IOException("MP3 file is damaged: " + e.getMessage(), e);
    }
    frames.closeFrame();
    return mix(channels);
  }

  private ShortBuffer mix(int channels) {
    short[] samples = output.getBuffer();
    int count = output.getBufferLength() / channels;
    for (int i = 0; i < count; i++) {
      mono[i] = channels == 1 ? samples[i] : (short) ((samples[2 * i] + samples[2 * i + 1]) >> 1);
    }
    return ShortBuffer.wrap(mono, 0, count);
  }
}
