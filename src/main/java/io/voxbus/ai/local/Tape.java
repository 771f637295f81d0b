package io.voxbus.ai.local;

import com.sun.speech.freetts.audio.AudioPlayer;
import java.io.ByteArrayOutputStream;
import javax.sound.sampled.AudioFormat;

/** Where FreeTTS thinks it plays: keeps the samples. */
final class Tape implements AudioPlayer {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private AudioFormat format = new AudioFormat(16_000, 16, 1, true, true);
  private float volume = 1;

  short[] samples() {
    byte[] data = bytes.toByteArray();
    short[] samples = new short[data.length / 2];
    int high = format.isBigEndian() ? 0 : 1;
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) ((data[2 * i + high] << 8) | (data[2 * i + 1 - high] & 0xff));
    }
    return samples;
  }

  @Override
  public void reset() {
    bytes.reset();
  }

  @Override
  public boolean write(byte[] data) {
    return write(data, 0, data.length);
  }

  @Override
  public boolean write(byte[] data, int offset, int length) {
    bytes.write(data, offset, length);
    return true;
  }

  @Override
  public void setAudioFormat(AudioFormat format) {
    this.format = format;
  }

  @Override
  public AudioFormat getAudioFormat() {
    return format;
  }

  @Override
  public float getVolume() {
    return volume;
  }

  @Override
  public void setVolume(float volume) {
    this.volume = volume;
  }

  @Override
  public boolean drain() {
    return true;
  }

  @Override
  public boolean end() {
    return true;
  }

  @Override
  public long getTime() {
    return -1;
  }

  @Override
  public void begin(int size) {}

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void cancel() {}

  @Override
  public void close() {}

  @Override
  public void resetTime() {}

  @Override
  public void startFirstSampleTimer() {}

  @Override
  public void showMetrics() {}
}
