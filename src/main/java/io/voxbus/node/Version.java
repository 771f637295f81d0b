package io.voxbus.node;

import io.voxbus.bus.Component;
import io.voxbus.bus.Sessions;
import io.voxbus.protocol.bus.NodeReply;

/**
 * One version of a component that runs here.
 *
 * @param number      1 is what the node has started with
 * @param code   fingerprint of its classes; empty while it is not known
 */
record Version(Kind kind, int number, String code, Component component,
    String deploymentId, long sinceMillis) {
  ClassLoader loader() {
    return component.getClass().getClassLoader();
  }

  /** What it has still to do. */
  int open(Sessions sessions) {
    return sessions.of(loader(), kind.component()) + component.open();
  }

  /** What might go on in newer code. */
  int movable(Sessions sessions) {
    return sessions.of(loader(), kind.component()) + component.movable();
  }

  boolean idle(Sessions sessions) {
    return open(sessions) == 0 && component.lent() == 0;
  }

  NodeReply.Version describe(Sessions sessions, boolean current) {
    return new NodeReply.Version(kind.component(), number, code, sinceMillis, open(sessions),
        current, component.provides());
  }

  Version of(String fingerprint) {
    return new Version(kind, number, fingerprint, component, deploymentId, sinceMillis);
  }
}
