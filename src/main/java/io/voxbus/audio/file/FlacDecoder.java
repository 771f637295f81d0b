package io.voxbus.audio.file;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ShortBuffer;
import org.jflac.ChannelData;
import org.jflac.FLACDecoder;
import org.jflac.frame.Frame;
import org.jflac.metadata.StreamInfo;
import org.jspecify.annotations.Nullable;

/**
 * FLAC by jFLAC. It is shown the stream info only: the other metadata (RFC 9639 section 8) may claim any size, and jFLAC
 * would allocate it.
 */
final class FlacDecoder implements BlockDecoder {
  private static final int LAST = 0x80;
  private static final int STREAM_INFO_SIZE = 34;

  private final FLACDecoder decoder;
  private final StreamInfo info;
  private final int sampleRate;
  private long decoded;
  private short[] mono = new short[0];

  /** @param in just after "fLaC" */
  FlacDecoder(LimitedInput in) throws IOException {
    byte[] head = in.readExactly(4);
    if ((head[0] & ~LAST) != 0 || size(head) != STREAM_INFO_SIZE) {
      throw new IOException("FLAC file does not begin with its stream info");
    }
    byte[] streamInfo = in.readExactly(STREAM_INFO_SIZE);
    skipMetadata(in, head[0]);
    var shown = new SequenceInputStream(new ByteArrayInputStream(onlyStreamInfo(streamInfo)), in);
    decoder = new FLACDecoder(new ThrowingAtEnd(shown));
    info = decoder.readStreamInfo();
    sampleRate = Formats.checkRate(info.getSampleRate());
    Formats.checkChannels(info.getChannels());
  }

  private static void skipMetadata(LimitedInput in, byte firstType) throws IOException {
    byte type = firstType;
    while ((type & LAST) == 0) {
      byte[] head = in.readExactly(4);
      type = head[0];
      in.skipExactly(size(head));
    }
  }

  private static int size(byte[] head) {
    return (head[1] & 0xFF) << 16 | (head[2] & 0xFF) << 8 | (head[3] & 0xFF);
  }

  private static byte[] onlyStreamInfo(byte[] streamInfo) {
    var file = new byte[8 + STREAM_INFO_SIZE];
    System.arraycopy(new byte[]{'f', 'L', 'a', 'C', (byte) LAST, 0, 0, STREAM_INFO_SIZE}, 0, file,
        0, 8);
    System.arraycopy(streamInfo, 0, file, 8, STREAM_INFO_SIZE);
    return file;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public @Nullable ShortBuffer next() throws IOException {
    long total = info.getTotalSamples();
    if (total > 0 && decoded >= total) {
      return null;
    }
    Frame frame = nextFrame();
    if (frame == null) {
      if (decoded < total) {
        throw new EOFException("FLAC file ends too early");
      }
      return null;
    }
    if (frame.header.channels != info.getChannels()
        || frame.header.bitsPerSample != info.getBitsPerSample()) {
      throw new IOException("FLAC file changes its format");
    }
    decoded += frame.header.blockSize;
    return mix(frame.header.blockSize);
  }

  private @Nullable Frame nextFrame() throws IOException {
    try {
      return decoder.readNextFrame();
    } catch (End e) {
      return null;
    }
  }

  private ShortBuffer mix(int count) {
    if (mono.length < count) {
      mono = new short[count];
    }
    ChannelData[] channels = decoder.getChannelData();
    int shift = info.getBitsPerSample() - 16;
    for (int i = 0; i < count; i++) {
      long sum = 0;
      for (int c = 0; c < info.getChannels(); c++) {
        sum += channels[c].getOutput()[i];
      }
      long mean = sum / info.getChannels();
      mono[i] = (short) (shift > 0 ? mean >> shift : mean << -shift);
    }
    return ShortBuffer.wrap(mono, 0, count);
  }

  /** jFLAC overlooks an EOFException while it looks for a frame, and looks for ever. */
  private static final class ThrowingAtEnd extends FilterInputStream {
    ThrowingAtEnd(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count < 0) {
        throw new End();
      }
      return count;
    }
  }

  private static final class End extends IOException {
    private static final long serialVersionUID = 1;
  }
}
