package io.voxbus.audio.file;
import java.io.*;
public final class AudioFiles {
  public record Limits(long maxBytes, long maxSamples) {}
  public static PcmReader open(InputStream in, Limits l) throws IOException {
    in.read();
    return new PcmReader() {
      @Override
      public int sampleRate() {
        return 16000;
      }
      @Override
      public int read(short[] m, int o, int n) throws IOException {
        return -1;
      }
      @Override
      public void close() {}
    };
  }
}
