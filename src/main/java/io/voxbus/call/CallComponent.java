package io.voxbus.call;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Component;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Parts;
import io.voxbus.call.record.CallRecordSink;
import io.voxbus.call.record.DumpConfig;
import io.voxbus.call.webhook.Webhook;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeLoad;
import io.voxbus.directory.lease.LastBeats;
import io.voxbus.metrics.Meters;
import java.util.Objects;

/** The rules of calls, one version. */
public final class CallComponent implements Component {
  private final CallServices services;
  private final CallConfig config;

  public CallComponent(Parts parts) {
    Bus bus = parts.bus();
    this.config = parts.config("call", CallConfig.class);
    this.services = new CallServices(bus, parts.get(CallDirectory.class),
        parts.get(NodeDirectory.class), parts.get(LastBeats.class), parts.get(NodeLoad.class),
        parts.config("dump", DumpConfig.class), parts.get(DiskWriters.class),
        parts.get(CallRecordSink.class), parts.get(Meters.class),
        new Webhook(bus.vertx(), Objects.requireNonNull(config.incoming().webhook())));
  }

  @Override
  public Deployable host() {
    return new CallHost(services, config);
  }

  @Override
  public Deployable successor(Handover handover) {
    Beginning beginning = Beginning.of(Inheritance.of(handover));
    String id = beginning.entry().id();
    CallServices its = services.of(id);
    return new CallSession(its, config, beginning, () -> its.left(id));
  }

  @Override
  public Future<Void> close() {
    return services.webhook().close();
  }
}
