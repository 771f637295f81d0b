/** The media of a call: one pipeline, driven every 20 ms by a media loop, behind a session on the bus. */
@NullMarked
package io.voxbus.media;

import org.jspecify.annotations.NullMarked;
