/** Where audio that is played comes from: files under the media root, http(s) URLs, speech. */
@NullMarked
package io.voxbus.media.source;

import org.jspecify.annotations.NullMarked;
