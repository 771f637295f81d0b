/** Keys for SRTP by a DTLS handshake (RFC 5764), on BouncyCastle. Who calls a handshake waits for it. */
@NullMarked
package io.voxbus.dtls;

import org.jspecify.annotations.NullMarked;
