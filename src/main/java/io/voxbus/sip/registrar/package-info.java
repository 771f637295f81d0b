/** Phones register here (RFC 3261 section 10): rules, and the shell that answers. */
@NullMarked
package io.voxbus.sip.registrar;

import org.jspecify.annotations.NullMarked;
