/** Requests in dialogs of other nodes, which may be lost. */
@NullMarked
package io.voxbus.sip.orphan;

import org.jspecify.annotations.NullMarked;
