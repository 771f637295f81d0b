/** Pure audio: codecs, resampling, voice and tone detection. No clock, no socket, no Vert.x. */
@NullMarked
package io.voxbus.audio;

import org.jspecify.annotations.NullMarked;
