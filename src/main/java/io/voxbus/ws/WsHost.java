package io.voxbus.ws;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.directory.Placement;
import io.voxbus.directory.lease.Lease;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.WsRequest;

/** Opens a session for each socket. */
public final class WsHost extends VerticleBase {
  private final Bus bus;
  private final WsConfig config;
  private final Placement placement;
  private final Lease lease;

  public WsHost(Bus bus, WsConfig config, Placement placement, Lease lease) {
    this.bus = bus;
    this.config = config;
    this.placement = placement;
    this.lease = lease;
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.ws(), request -> switch (request) {
      case WsRequest.Open open -> bus.open(new WsSession(bus, config,
          new OwnNode(placement, lease), open));
    });
    return Future.succeededFuture();
  }
}
