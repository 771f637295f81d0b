/** Tencent Cloud: recognition v2, voices over a WebSocket (one text, or text as it comes) and by a request. */
@NullMarked
package io.voxbus.ai.tencent;

import org.jspecify.annotations.NullMarked;
