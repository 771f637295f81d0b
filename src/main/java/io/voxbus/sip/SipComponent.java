package io.voxbus.sip;

import io.vertx.core.Deployable;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Component;
import io.voxbus.bus.Parts;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.OpenPorts;
import io.voxbus.metrics.Meters;

/** Telephones. The stack with its dialogs and its ports belongs to the node, so there is one version of it. */
public final class SipComponent implements Component {
  private final Bus bus;
  private final SipConfig config;
  private final SipGround ground;
  private final OpenPorts ports;

  public SipComponent(Parts parts) {
    this.bus = parts.bus();
    this.config = parts.config("sip", SipConfig.class);
    NodeDirectory nodes = parts.get(NodeDirectory.class);
    this.ground = new SipGround(parts.get(BindingDirectory.class),
        parts.get(LeaseDirectory.class), parts.get(Meters.class),
        () -> nodes.nodes().stream().map(NodeEntry::id).toList());
    this.ports = parts.get(OpenPorts.class);
  }

  @Override
  public Deployable host() {
    return new SipHost(bus, config, ground,
        started -> started.ports().forEach((transport, port) -> ports.opened(transport, port)));
  }
}
