/**
 * ICE for a server that everybody can reach (RFC 8445, lite) or that is behind a NAT (full), with the messages of STUN (RFC
 * 8489) and TURN (RFC 8656) that it needs. Our own rather than a library's, whose agents take threads and descriptors for
 * each call. Pure: packets and the time go in, answers come out.
 */
@NullMarked
package io.voxbus.ice;

import org.jspecify.annotations.NullMarked;
