/** What models hear instead of samples: energies in bands of the mel scale. */
@NullMarked
package io.voxbus.audio.features;

import org.jspecify.annotations.NullMarked;
