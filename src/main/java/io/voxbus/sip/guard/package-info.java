/** Who may send to us at all: networks, rates, bans. Pure. */
@NullMarked
package io.voxbus.sip.guard;

import org.jspecify.annotations.NullMarked;
