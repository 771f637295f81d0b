package io.voxbus.media;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.media.leg.MediaFormat;
import io.voxbus.media.leg.SocketLeg;
import io.voxbus.media.record.Recorders;
import io.voxbus.media.stage.RecorderStage;
import io.voxbus.media.stage.VadStage;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the media of calls on the least loaded loop. */
public final class MediaHost extends VerticleBase {
  private final Bus bus;
  private final MediaConfig config;
  private final Recorders recorders;
  private final Sources sources;
  private final List<Lane> lanes = new ArrayList<>();

  /** A loop, and the buffers that its calls share. */
  private record Lane(MediaLoop loop, SocketLeg.Scratch scratch) {}

  public MediaHost(Bus bus, MediaConfig config, Recorders recorders, Library library) {
    this.bus = bus;
    this.config = config;
    this.recorders = recorders;
    this.sources = new Sources(library::open);
    for (int i = 0; i < config.loops(); i++) {
      lanes.add(new Lane(new MediaLoop("media-" + i), new SocketLeg.Scratch()));
    }
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.media(), this::host);
    return Future.succeededFuture();
  }

  private Future<?> host(MediaRequest request) {
    return request instanceof MediaRequest.Open open && open.carrier() instanceof Carrier.Sockets
        ? open(open.callId(), open.option())
        : Future.failedFuture(Fault.badRequest("the media host only opens"));
  }

  private Future<MediaRequest.Opened> open(String callId, CallOption option) {
    MediaFormat format = MediaFormat.of(option, config.pcmOutRate());
    Address<MediaEvent> to = Addresses.mediaEvents(callId);
    Consumer<MediaEvent> events = event -> bus.send(to, event);
    Lane lane = lanes.stream().min(Comparator.comparingInt(one -> one.loop().load())).orElseThrow();
    MediaLoop loop = lane.loop();
    SocketLeg leg = new SocketLeg(bus, format, lane.scratch());
    VadStage vad = option.vad() == null ? null : VadStage.of(option.vad(), events);
    RecorderStage recorder = recorder(callId, option, events);
    Pipeline pipeline = new Pipeline(loop, leg, new Pipeline.Stages(vad, recorder,
        recogniser(callId, option), inactivityNanos(option)), events, System::currentTimeMillis);
    return bus
        .open(new MediaSession(bus, callId,
            new MediaSession.Parts(loop, leg, pipeline, sources, recorder)))
        .map(id -> new MediaRequest.Opened(""));
  }

  private @Nullable RecorderStage recorder(String callId, CallOption option,
      Consumer<MediaEvent> events) {
    return option.recorder() == null
        ? null
        : new RecorderStage(recorders.start(callId, option.recorder(),
            reason -> events.accept(new MediaEvent.Failed("recorder", 507, reason))));
  }

  private @Nullable Consumer<Heard> recogniser(String callId, CallOption option) {
    Address<Heard> to = Addresses.heard(callId);
    return option.asr() == null ? null : frame -> bus.send(to, frame);
  }

  private static long inactivityNanos(CallOption option) {
    return option.inactivityTimeout() == null
        ? 0
        : TimeUnit.MILLISECONDS.toNanos(option.inactivityTimeout().millis());
  }
}
