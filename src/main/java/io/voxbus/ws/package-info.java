/** WebSocket sessions: the client's JSON in, commands out; events in, JSON out; attach and re-attach. */
@NullMarked
package io.voxbus.ws;

import org.jspecify.annotations.NullMarked;
