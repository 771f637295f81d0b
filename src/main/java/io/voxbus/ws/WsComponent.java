package io.voxbus.ws;

import io.vertx.core.Deployable;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Component;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Parts;
import io.voxbus.directory.Placement;
import io.voxbus.directory.lease.Lease;

/** The clients' sockets, one version. */
public final class WsComponent implements Component {
  private final Bus bus;
  private final WsConfig config;
  private final Placement placement;
  private final Lease lease;

  public WsComponent(Parts parts) {
    this.bus = parts.bus();
    this.config = parts.config("ws", WsConfig.class);
    this.placement = parts.get(Placement.class);
    this.lease = parts.get(Lease.class);
  }

  @Override
  public Deployable host() {
    return new WsHost(bus, config, placement, lease);
  }

  @Override
  public Deployable successor(Handover handover) {
    return WsSession.successor(bus, config, new OwnNode(placement, lease), handover);
  }
}
