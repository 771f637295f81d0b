/** Recording of calls: stereo WAV, written off the media path. */
@NullMarked
package io.voxbus.media.record;

import org.jspecify.annotations.NullMarked;
