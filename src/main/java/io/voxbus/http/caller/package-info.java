/** Other telephone systems that bring their calls, each in its own dialect: a call of theirs is a call of ours. */
@NullMarked
package io.voxbus.http.caller;

import org.jspecify.annotations.NullMarked;
