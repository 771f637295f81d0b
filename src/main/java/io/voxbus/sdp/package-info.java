/** Session descriptions (RFC 8866) and what two of them agree on (RFC 3264). Pure. */
@NullMarked
package io.voxbus.sdp;

import org.jspecify.annotations.NullMarked;
