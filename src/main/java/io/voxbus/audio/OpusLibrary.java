package io.voxbus.audio;

import org.jspecify.annotations.Nullable;

/** What does the work of {@link Opus}: the library of the machine, or one in pure Java. */
interface OpusLibrary {
  /** Beyond it nothing is encoded: the longest packet there is. */
  int MAX_PACKET = 1275;

  /**
   * How a stream is encoded.
   *
   * @param pauses whether silence becomes packets that need not be sent
   */
  record Sending(int sampleRate, int bitrate, int complexity, int lossPercent, boolean pauses) {}

  /** One stream we send. */
  interface Encoder {
    /** A frame of 20 ms; returns the number of bytes written. */
    int encode(short[] frame, byte[] out);

    void expectLoss(int percent);
  }

  /** One stream that comes. */
  interface Decoder {
    /**
     * Decodes a packet, or makes up 20 ms.
     *
     * @param packet null: nothing has come
     * @param lost   whether the one before {@code packet} is wanted
     * @return the number of samples written
     * @throws IllegalArgumentException if it is no packet
     */
    int decode(byte @Nullable [] packet, int offset, int length, short[] out, boolean lost);
  }

  Encoder encoder(Sending sending);

  Decoder decoder(int sampleRate);

  /** The faster of those that there are. */
  static OpusLibrary best() {
    return LibOpus.isInstalled() ? new LibOpus() : new Concentus();
  }
}
