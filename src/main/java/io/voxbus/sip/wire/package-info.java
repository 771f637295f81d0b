/** SIP messages as they stand on the wire: strict reading before the parser, framing, fixed refusals. Pure. */
@NullMarked
package io.voxbus.sip.wire;

import org.jspecify.annotations.NullMarked;
