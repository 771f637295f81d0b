/** Where a call goes: the dial plan, and carriers with their limits and health. Pure but for the file. */
@NullMarked
package io.voxbus.sip.route;

import org.jspecify.annotations.NullMarked;
