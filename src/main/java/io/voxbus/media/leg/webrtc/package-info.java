/** Calls of browsers: ICE, DTLS and SRTP on one UDP port for all of them. */
@NullMarked
package io.voxbus.media.leg.webrtc;

import org.jspecify.annotations.NullMarked;
