/** Digest authentication, both sides (RFC 7616, RFC 8760). Pure but for the shells that touch messages. */
@NullMarked
package io.voxbus.sip.auth;

import org.jspecify.annotations.NullMarked;
