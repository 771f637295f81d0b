package io.voxbus.audio;

/**
 * One stream's encoder and decoder. It keeps state from packet to packet: one object a stream and direction.
 * Neither method allocates.
 */
public interface Codec {
  /** The most samples one packet may decode to: 120 ms at 48 kHz. */
  int MAX_SAMPLES = 5760;
  /** The most bytes {@link #encode} may write for one 20 ms frame. */
  int MAX_BYTES = 1920;

  /** Hz of the samples on the PCM side: 8000 for G.711, 16000 for G.722. */
  int sampleRate();

  /**
   * Decodes a packet of any length.
   *
   * @return the number of samples written to {@code out} from its start
   * @throws IllegalArgumentException if the packet can't be decoded; the state stays usable
   */
  int decode(byte[] packet, int offset, int length, short[] out);

  /**
   * Encodes one frame of 20 ms, which is {@code sampleRate() / 50} samples.
   *
   * @return the number of bytes written to {@code out} from its start
   */
  int encode(short[] frame, byte[] out);
}
