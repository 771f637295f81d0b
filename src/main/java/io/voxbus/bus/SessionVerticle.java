package io.voxbus.bus;

import io.vertx.core.VerticleBase;

/** A verticle that lives with a call or a socket: one event loop, no locks; it ends itself. */
public abstract class SessionVerticle extends VerticleBase {
  protected final Bus bus;

  protected SessionVerticle(Bus bus) {
    this.bus = bus;
  }

  /** Undeploys this session with its addresses and timers. */
  protected final void close() {
    vertx.undeploy(deploymentID());
  }
}
