/** voiceapi (github.com/ruzhila/voiceapi): a self-hosted server of recogniser and voices, without credentials. */
@NullMarked
package io.voxbus.ai.voiceapi;

import org.jspecify.annotations.NullMarked;
