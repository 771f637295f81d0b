package io.voxbus.audio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Opus by libopus, where the machine has it: half the work of {@link Concentus} and no garbage. The memory of a stream
 * lies outside of the heap and goes when the stream is collected.
 */
final class LibOpus implements OpusLibrary {
  private static final String[] NAMES = {"libopus.so.0", "libopus.0.dylib", "opus.dll"};
  private static final int VOICE_OVER_IP = 2048;
  private static final int VOICE = 3001;
  private static final int SET_BITRATE = 4002;
  private static final int SET_COMPLEXITY = 4010;
  private static final int SET_INBAND_FEC = 4012;
  private static final int SET_LOSS_PERCENT = 4014;
  private static final int SET_DTX = 4016;
  private static final int SET_SIGNAL = 4024;
  private static final int ALIGNMENT = 16;
  private static final int MOST_MILLIS = 120;

  static boolean isInstalled() {
    return Functions.FOUND != null;
  }

  @Override
  public Encoder encoder(Sending sending) {
    return new Encoding(sending);
  }

  @Override
  public Decoder decoder(int sampleRate) {
    return new Decoding(sampleRate);
  }

  private static final class Encoding implements Encoder {
    private final MemorySegment state = memory(size(Calls.ENCODER_SIZE));
    private final MemorySegment packet = memory(MAX_PACKET);
    private final MemorySegment pcm;
    private final int samples;

    Encoding(Sending sending) {
      samples = sending.sampleRate() / 50;
      pcm = memory(samples * Short.BYTES);
      try {
        check((int) Calls.ENCODER_INIT.invokeExact(state, sending.sampleRate(), 1, VOICE_OVER_IP));
      } catch (Throwable e) {
        throw failed(e);
      }
      set(SET_BITRATE, sending.bitrate());
      set(SET_COMPLEXITY, sending.complexity());
      set(SET_SIGNAL, VOICE);
      set(SET_INBAND_FEC, 1);
      set(SET_LOSS_PERCENT, sending.lossPercent());
      set(SET_DTX, sending.pauses() ? 1 : 0);
    }

    @Override
    public int encode(short[] frame, byte[] out) {
      if (frame.length != samples) {
        throw new IllegalArgumentException("a frame of " + frame.length + " samples");
      }
      MemorySegment.copy(frame, 0, pcm, JAVA_SHORT, 0, samples);
      int bytes;
      try {
        bytes = (int) Calls.ENCODE.invokeExact(state, pcm, samples, packet,
            Math.min(out.length, MAX_PACKET));
      } catch (Throwable e) {
        throw failed(e);
      }
      MemorySegment.copy(packet, JAVA_BYTE, 0, out, 0, check(bytes));
      return bytes;
    }

    @Override
    public void expectLoss(int percent) {
      set(SET_LOSS_PERCENT, percent);
    }

    private void set(int what, int value) {
      try {
        check((int) Calls.ENCODER_SET.invokeExact(state, what, value));
      } catch (Throwable e) {
        throw failed(e);
      }
    }
  }

  private static final class Decoding implements Decoder {
    private final MemorySegment state = memory(size(Calls.DECODER_SIZE));
    private final MemorySegment packet = memory(MAX_PACKET);
    private final MemorySegment pcm;
    private final int sampleRate;

    Decoding(int sampleRate) {
      this.sampleRate = sampleRate;
      pcm = memory(sampleRate / 1000 * MOST_MILLIS * Short.BYTES);
      try {
        check((int) Calls.DECODER_INIT.invokeExact(state, sampleRate, 1));
      } catch (Throwable e) {
        throw failed(e);
      }
    }

    @Override
    public int decode(byte @Nullable [] bytes, int offset, int length, short[] out,
        boolean lost) {
      if (length > MAX_PACKET) {
        throw new IllegalArgumentException("not an opus packet: " + length + " bytes");
      }
      if (bytes != null) {
        MemorySegment.copy(bytes, offset, packet, JAVA_BYTE, 0, length);
      }
      MemorySegment from = bytes == null ? MemorySegment.NULL : packet;
      int most = lost ? sampleRate / 50 : sampleRate / 1000 * MOST_MILLIS;
      int samples;
      try {
        samples = (int) Calls.DECODE.invokeExact(state, from, length, pcm, most,
            lost && length > 0 ? 1 : 0);
      } catch (Throwable e) {
        throw failed(e);
      }
      if (samples < 0) {
        throw new IllegalArgumentException("not an opus packet: error " + samples);
      }
      Codecs.checkRoom(samples, out);
      MemorySegment.copy(pcm, JAVA_SHORT, 0, out, 0, samples);
      return samples;
    }
  }

  private static MemorySegment memory(int bytes) {
    return Arena.ofAuto().allocate(bytes, ALIGNMENT);
  }

  private static int size(MethodHandle of) {
    try {
      return (int) of.invokeExact(1);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static int check(int result) {
    if (result < 0) {
      throw new IllegalStateException("libopus: error " + result);
    }
    return result;
  }

  private static RuntimeException failed(Throwable cause) {
    return cause instanceof RuntimeException same ? same : new IllegalStateException(cause);
  }

  /** Where the library is; asked for once. */
  @SuppressWarnings("restricted") // that is what it is for
  private static final class Functions {
    static final @Nullable SymbolLookup FOUND = find();

    private static @Nullable SymbolLookup find() {
      for (String name : NAMES) {
        try {
          return SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
          // not under this name
        }
      }
      return null;
    }
  }

  /** Loaded only where the library is: what the compiler takes for constants. */
  @SuppressWarnings("restricted")
  private static final class Calls {
    static final MethodHandle ENCODER_SIZE = call("opus_encoder_get_size", JAVA_INT);
    static final MethodHandle ENCODER_INIT = call("opus_encoder_init", ADDRESS, JAVA_INT, JAVA_INT,
        JAVA_INT);
    static final MethodHandle ENCODE = call("opus_encode", ADDRESS, ADDRESS, JAVA_INT, ADDRESS,
        JAVA_INT);
    static final MethodHandle ENCODER_SET = Linker.nativeLinker().downcallHandle(
        address("opus_encoder_ctl"),
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
        Linker.Option.firstVariadicArg(2));
    static final MethodHandle DECODER_SIZE = call("opus_decoder_get_size", JAVA_INT);
    static final MethodHandle DECODER_INIT = call("opus_decoder_init", ADDRESS, JAVA_INT,
        JAVA_INT);
    static final MethodHandle DECODE = call("opus_decode", ADDRESS, ADDRESS, JAVA_INT, ADDRESS,
        JAVA_INT, JAVA_INT);

    private static MethodHandle call(String name, MemoryLayout... arguments) {
      return Linker.nativeLinker().downcallHandle(address(name),
          FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static MemorySegment address(String name) {
      SymbolLookup found = Functions.FOUND;
      if (found == null) {
        throw new IllegalStateException("libopus is not installed");
      }
      return found.findOrThrow(name);
    }
  }
}
