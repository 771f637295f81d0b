/** Real-time transport (RFC 3550) without sockets and clocks: packets, order, loss, statistics, encryption. */
@NullMarked
package io.voxbus.rtp;

import org.jspecify.annotations.NullMarked;
