/** What a telephone line says beside words: tones, beeps, who has answered. */
@NullMarked
package io.voxbus.audio.detect;

import org.jspecify.annotations.NullMarked;
