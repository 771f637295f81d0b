/**
 * Audio files as streams of mono samples: WAV, MP3, FLAC, Ogg Vorbis and Ogg Opus. Files come from anybody, so every
 * decoder is bounded in memory and time, and whatever it stumbles over is an IOException.
 */
@NullMarked
package io.voxbus.audio.file;

import org.jspecify.annotations.NullMarked;
