/** Who gets in: carriers by their address, users by their password. */
@NullMarked
package io.voxbus.sip.door;

import org.jspecify.annotations.NullMarked;
