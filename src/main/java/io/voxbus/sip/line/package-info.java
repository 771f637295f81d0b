/**
 * What of telephony belongs to the node and outlives every version of the component: the stack with its ports and
 * dialogs, who is at their other ends, and what carriers and phones know of us.
 */
@NullMarked
package io.voxbus.sip.line;

import org.jspecify.annotations.NullMarked;
