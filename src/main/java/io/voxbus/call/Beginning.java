package io.voxbus.call;

import io.voxbus.call.record.EventsDump;
import io.voxbus.call.state.CallState;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.CallSetup;
import org.jspecify.annotations.Nullable;

/**
 * What a call begins with.
 *
 * @param kept      what was kept of it on another node; null: it was on none
 * @param inherited what older code on this node has left; null: none has run it
 */
record Beginning(CallSetup setup, CallEntry entry, @Nullable CallState kept,
    @Nullable Inheritance inherited) {
  static Beginning of(Inheritance left) {
    return new Beginning(left.state().setup(), left.entry(), left.state(), left);
  }

  /** The dump that is being written already; null: there is none. */
  @Nullable
  EventsDump dump() {
    return inherited == null ? null : inherited.dump();
  }
}
