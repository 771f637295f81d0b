/** What stays of the recogniser of a call when its session goes on in newer code. */
@NullMarked
package io.voxbus.ai.lasting;

import org.jspecify.annotations.NullMarked;
