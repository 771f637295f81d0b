/** Azure's Speech service: recognition over its WebSocket protocol, voices by a request with SSML. */
@NullMarked
package io.voxbus.ai.azure;

import org.jspecify.annotations.NullMarked;
