/** Who is told of telephone calls that come in, and what they answer. */
@NullMarked
package io.voxbus.call.webhook;

import org.jspecify.annotations.NullMarked;
