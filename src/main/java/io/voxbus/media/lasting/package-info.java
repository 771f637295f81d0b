/**
 * What stays when the code of the media component is replaced: the threads that drive the audio, and of each call what
 * plays, records and listens at that moment, as its successor sees it.
 */
@NullMarked
package io.voxbus.media.lasting;

import org.jspecify.annotations.NullMarked;
