/** Carriers: registrations with them, and the servers that calls to them try. */
@NullMarked
package io.voxbus.sip.carrier;

import org.jspecify.annotations.NullMarked;
