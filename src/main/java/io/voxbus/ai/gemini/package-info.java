/** Google's Gemini Live: speech to speech. */
@NullMarked
package io.voxbus.ai.gemini;

import org.jspecify.annotations.NullMarked;
