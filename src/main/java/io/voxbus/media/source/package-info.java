/** What the server plays, and where it comes from. */
@NullMarked
package io.voxbus.media.source;

import org.jspecify.annotations.NullMarked;
