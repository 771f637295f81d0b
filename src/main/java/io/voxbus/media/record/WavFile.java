package io.voxbus.media.record;

import io.voxbus.audio.Pcm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stereo WAV file that is valid after every {@link #write}: the sizes in its header follow the data. Pieces lie at
 * their place in time; a piece that could not be written is a gap, which reads as silence. Blocks; one thread.
 */
final class WavFile {
  static final int HEADER_BYTES = 44;
  private final WavRecorder.Target target;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
      .order(ByteOrder.LITTLE_ENDIAN);
  private @Nullable SeekableByteChannel channel;
  private long dataBytes;

  WavFile(WavRecorder.Target target) {
    this.target = target;
  }

  long dataBytes() {
    return dataBytes;
  }

  long sizeBytes() {
    return channel == null ? 0 : HEADER_BYTES + dataBytes;
  }

  /** Opens the file and writes a header that says: no audio yet. */
  void open() throws IOException {
    channel();
  }

  void write(Chunk chunk) throws IOException {
    SeekableByteChannel out = channel();
    long start = chunk.startFrame * Chunk.FRAME_BYTES;
    int length = chunk.frames * Chunk.FRAME_BYTES;
    writeAt(out, HEADER_BYTES + start, ByteBuffer.wrap(chunk.bytes, 0, length));
    dataBytes = Math.max(dataBytes, start + length);
    writeHeader(out);
  }

  void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  private SeekableByteChannel channel() throws IOException {
    SeekableByteChannel open = channel;
    if (open == null) {
      open = target.open();
      channel = open;
      writeHeader(open);
    }
    return open;
  }

  private void writeHeader(SeekableByteChannel out) throws IOException {
    int blockAlign = 2 * 2;
    header.clear();
    header.put(ascii("RIFF")).putInt((int) (HEADER_BYTES - 8 + dataBytes)).put(ascii("WAVE"));
    header.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 2);
    header.putInt(Pcm.RATE).putInt(Pcm.RATE * blockAlign).putShort((short) blockAlign)
        .putShort((short) 16);
    header.put(ascii("data")).putInt((int) dataBytes);
    writeAt(out, 0, header.flip());
  }

  private static void writeAt(SeekableByteChannel out, long position, ByteBuffer bytes)
      throws IOException {
    out.position(position);
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
