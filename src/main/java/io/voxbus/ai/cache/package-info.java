/** What voices have said, kept for the next time the same is to be said. */
@NullMarked
package io.voxbus.ai.cache;

import org.jspecify.annotations.NullMarked;
