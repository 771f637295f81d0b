/** OpenAI and every server that speaks its API: speech, transcriptions, realtime transcription. */
@NullMarked
package io.voxbus.ai.openai;

import org.jspecify.annotations.NullMarked;
