package io.voxbus.audio.file;
import java.io.Closeable;
import java.io.IOException;
public interface PcmReader extends Closeable {
  int sampleRate();
  int read(short[] mono, int offset, int length) throws IOException;
}
