package io.voxbus.sip;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.voxbus.bus.Component;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Parts;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.OpenPorts;
import io.voxbus.metrics.Meters;
import io.voxbus.sip.line.SipLine;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Telephones, one version: it attends to the line of the node, which has the stack with its dialogs and its ports. */
public final class SipComponent implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(SipComponent.class);
  private static final int REHEARSED_CALLS = 100;
  private static final AtomicBoolean REHEARSED = new AtomicBoolean();

  private final Parts parts;
  private final SipHost host;

  public SipComponent(Parts parts) {
    this.parts = parts;
    NodeDirectory nodes = parts.get(NodeDirectory.class);
    SipGround ground = new SipGround(parts.get(BindingDirectory.class),
        parts.get(LeaseDirectory.class), parts.get(CallDirectory.class), parts.get(Meters.class),
        parts.get(SipLine.class),
        () -> nodes.nodes().stream().map(NodeEntry::id).toList());
    OpenPorts ports = parts.get(OpenPorts.class);
    host = new SipHost(parts.bus(), parts.config("sip", SipConfig.class), ground,
        stack -> stack.ports().forEach((transport, port) -> ports.opened(transport, port)));
  }

  @Override
  public Deployable host() {
    return host;
  }

  /** Once in a JVM. */
  @Override
  public Future<Void> warmUp() {
    return REHEARSED.getAndSet(true)
        ? Future.succeededFuture()
        : new Rehearsal(parts.bus(), Objects.requireNonNull(parts.config("sip", SipConfig.class)
            .calls()), REHEARSED_CALLS).run()
            .onSuccess(calls -> LOG.atInfo().addKeyValue("calls", calls).log("rehearsed"))
            .mapEmpty();
  }

  @Override
  public int open() {
    return host.open();
  }

  @Override
  public int movable() {
    return host.open();
  }

  @Override
  public Future<Integer> move(Component newer) {
    return host.bequeath(newer::inherit);
  }

  @Override
  public void inherit(Handover left) {
    host.inherit(left);
  }

  @Override
  public Future<Void> retire() {
    return host.retire();
  }

  @Override
  public Future<Void> leave() {
    return host.leave();
  }
}
