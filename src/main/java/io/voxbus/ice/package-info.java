/**
 * ICE for a server that everybody can reach (RFC 8445, lite), and the STUN messages it needs (RFC 8489). Pure: packets
 * and the time go in, answers come out.
 */
@NullMarked
package io.voxbus.ice;

import org.jspecify.annotations.NullMarked;
