/** What components say to each other: one sealed family for each address. */
@NullMarked
package io.voxbus.protocol.bus;

import org.jspecify.annotations.NullMarked;
