/** Speech: the sessions of a call's recogniser and voice, and how their vendors are found. */
@NullMarked
package io.voxbus.ai;

import org.jspecify.annotations.NullMarked;
