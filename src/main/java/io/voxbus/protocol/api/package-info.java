/** The public JSON: commands a client sends, events it receives, the options of a call. */
@NullMarked
package io.voxbus.protocol.api;

import org.jspecify.annotations.NullMarked;
