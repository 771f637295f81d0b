/** SIP: phones and carriers. */
@NullMarked
package io.voxbus.sip;

import org.jspecify.annotations.NullMarked;
