/** How others put audio on a wire, apart from RTP. */
@NullMarked
package io.voxbus.audio.wire;

import org.jspecify.annotations.NullMarked;
