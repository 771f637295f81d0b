/** The rules of what the server plays. */
@NullMarked
package io.voxbus.call.playback;

import org.jspecify.annotations.NullMarked;
