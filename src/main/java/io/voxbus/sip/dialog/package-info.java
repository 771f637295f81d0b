/** The rules of a SIP dialog, pure: messages and the time go in, what to send and to tell comes out. */
@NullMarked
package io.voxbus.sip.dialog;

import org.jspecify.annotations.NullMarked;
