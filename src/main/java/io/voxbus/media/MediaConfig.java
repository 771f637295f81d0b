package io.voxbus.media;

import org.jspecify.annotations.Nullable;

/**
 * The {@code media} section of the configuration.
 *
 * @param loops          threads that drive the audio; 0: one a processor
 * @param root           folder whose files {@code play} may name
 * @param pcmOutRate     Hz that {@code pcm} is sent at when the client names none: 8000 for clients of RustPBX
 * @param maxFileMb      the most a played file may have, in MB
 * @param maxFileMinutes the most a played file may last
 */
public record MediaConfig(int loops, @Nullable String root, int pcmOutRate, int maxFileMb,
    int maxFileMinutes) {
  public MediaConfig {
    loops = loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
    root = root == null ? "conf/sounds" : root;
    pcmOutRate = pcmOutRate == 0 ? 16_000 : pcmOutRate;
    maxFileMb = maxFileMb == 0 ? 100 : maxFileMb;
    maxFileMinutes = maxFileMinutes == 0 ? 120 : maxFileMinutes;
  }
}
