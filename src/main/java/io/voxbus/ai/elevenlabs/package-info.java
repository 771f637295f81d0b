/** ElevenLabs: voices with text as it comes, Scribe as recogniser, both over a WebSocket. */
@NullMarked
package io.voxbus.ai.elevenlabs;

import org.jspecify.annotations.NullMarked;
