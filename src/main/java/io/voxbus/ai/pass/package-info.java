/** A service of the application's own that hears and speaks over a WebSocket. */
@NullMarked
package io.voxbus.ai.pass;

import org.jspecify.annotations.NullMarked;
