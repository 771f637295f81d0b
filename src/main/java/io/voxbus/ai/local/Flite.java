package io.voxbus.ai.local;

import io.voxbus.audio.Pcm;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The CMU Flite library, version 2, as Debian's package {@code libflite1} installs it. A voice of it is one object for
 * the whole process and keeps its speed, so it speaks for one caller at a time.
 */
final class Flite {
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  /** {@code cst_voice}: its name, then its features. */
  private static final long FEATURES = POINTER.byteSize();
  /** {@code cst_wave}: type, sample rate, samples, channels, data. */
  private static final long RATE = POINTER.byteSize();
  private static final long COUNT = RATE + Integer.BYTES;
  private static final long SAMPLES = RATE + 4 * Integer.BYTES;
  private static final MemoryLayout WAVE = MemoryLayout.sequenceLayout(
      SAMPLES + POINTER.byteSize(), ValueLayout.JAVA_BYTE);
  private static final @Nullable Flite INSTALLED = load();

  private final MethodHandle synthesise;
  private final MethodHandle delete;
  private final MethodHandle setFloat;

  private Flite(SymbolLookup library) throws Throwable {
    synthesise = function(library, "flite_text_to_wave",
        FunctionDescriptor.of(POINTER.withTargetLayout(WAVE), POINTER, POINTER));
    delete = function(library, "delete_wave", FunctionDescriptor.ofVoid(POINTER));
    setFloat = function(library, "feat_set_float",
        FunctionDescriptor.ofVoid(POINTER, POINTER, ValueLayout.JAVA_FLOAT));
    function(library, "flite_init", FunctionDescriptor.of(ValueLayout.JAVA_INT)).invoke();
  }

  /** Null when this machine has none. */
  static @Nullable Flite installed() {
    return INSTALLED;
  }

  private static @Nullable Flite load() {
    try {
      return new Flite(library("libflite.so.1"));
    } catch (Throwable missing) { // whatever is wrong with it: it can't be used
      return null;
    }
  }

  private static SymbolLookup library(String name) {
    return SymbolLookup.libraryLookup(name, Arena.global());
  }

  private static MethodHandle function(SymbolLookup library, String name,
      FunctionDescriptor shape) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), shape);
  }

  /** A voice by its name, as {@code slt}; null when it is not installed. */
  @Nullable
  MemorySegment voice(String name) {
    try {
      MemorySegment voice = (MemorySegment) function(
          library("libflite_cmu_us_" + name + ".so.1"), "register_cmu_us_" + name,
          FunctionDescriptor.of(POINTER.withTargetLayout(
              MemoryLayout.sequenceLayout(2, POINTER)), POINTER))
          .invoke(MemorySegment.NULL);
      return voice.equals(MemorySegment.NULL) ? null : voice;
    } catch (Throwable missing) {
      return null;
    }
  }

  /** @param stretch of the time it takes: 2.0 is half as fast */
  synchronized short[] speak(MemorySegment voice, String text, float stretch) {
    try (Arena arena = Arena.ofConfined()) {
      setFloat.invoke(voice.get(POINTER, FEATURES), arena.allocateFrom("duration_stretch"),
          stretch);
      MemorySegment wave = (MemorySegment) synthesise.invoke(arena.allocateFrom(text), voice);
      if (wave.equals(MemorySegment.NULL)) {
        throw new IllegalStateException("no speech for this text");
      }
      try {
        return samples(wave);
      } finally {
        delete.invoke(wave);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static short[] samples(MemorySegment wave) {
    int rate = wave.get(ValueLayout.JAVA_INT, RATE);
    if (rate != Pcm.RATE) {
      throw new IllegalStateException("the voice speaks at " + rate + " Hz");
    }
    int count = wave.get(ValueLayout.JAVA_INT, COUNT);
    return wave.get(POINTER, SAMPLES).reinterpret((long) count * Short.BYTES)
        .toArray(ValueLayout.JAVA_SHORT);
  }
}
