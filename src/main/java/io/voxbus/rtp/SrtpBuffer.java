package io.voxbus.rtp;

import org.jitsi.utils.ByteArrayBuffer;

/** A packet at the start of an array, as the library wants to see it. */
final class SrtpBuffer implements ByteArrayBuffer {
  private byte[] bytes = new byte[0];
  private int offset;
  private int length;

  void wrap(byte[] packet, int packetLength) {
    bytes = packet;
    offset = 0;
    length = packetLength;
  }

  @Override
  public byte[] getBuffer() {
    return bytes;
  }

  @Override
  public int getOffset() {
    return offset;
  }

  @Override
  public int getLength() {
    return length;
  }

  @Override
  public void setLength(int newLength) {
    length = newLength;
  }

  @Override
  public void setOffset(int newOffset) {
    offset = newOffset;
  }

  @Override
  public boolean isInvalid() {
    return false;
  }

  @Override
  public void readRegionToBuff(int from, int count, byte[] out) {
    System.arraycopy(bytes, offset + from, out, 0, count);
  }

  @Override
  public void grow(int more) {
    if (offset + length + more > bytes.length) {
      throw new IllegalArgumentException("no room for " + more + " bytes more");
    }
  }

  @Override
  public void append(byte[] data, int count) {
    grow(count);
    System.arraycopy(data, 0, bytes, offset + length, count);
    length += count;
  }

  @Override
  public void shrink(int less) {
    length = Math.max(0, length - less);
  }
}
