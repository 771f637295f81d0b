/** What listens to the audio on its way through the pipeline. */
@NullMarked
package io.voxbus.media.stage;

import org.jspecify.annotations.NullMarked;
