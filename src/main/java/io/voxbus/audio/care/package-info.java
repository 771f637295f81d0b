/** Makes audio better to listen to: less noise, an even level. */
@NullMarked
package io.voxbus.audio.care;

import org.jspecify.annotations.NullMarked;
