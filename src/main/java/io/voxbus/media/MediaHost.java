package io.voxbus.media;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.lease.Lease;
import io.voxbus.media.leg.ChannelLoop;
import io.voxbus.media.leg.BridgeLeg;
import io.voxbus.media.leg.Clients;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.leg.MediaFormat;
import io.voxbus.media.leg.OpenLeg;
import io.voxbus.media.leg.RtpLegs;
import io.voxbus.media.leg.RtpScratch;
import io.voxbus.media.leg.SocketLeg;
import io.voxbus.media.record.Recorders;
import io.voxbus.media.record.WavRecorder;
import io.voxbus.media.source.Ambience;
import io.voxbus.media.stage.CallerCare;
import io.voxbus.media.stage.LineStage;
import io.voxbus.media.stage.RecorderStage;
import io.voxbus.media.stage.VadStage;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.AmbianceOption;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import io.voxbus.rtp.Srtp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the media of calls on the least loaded loop. */
public final class MediaHost extends VerticleBase {
  private static final long WARM_UP_MILLIS = 500;

  private final Bus bus;
  private final MediaConfig config;
  private final Recorders recorders;
  private final Sources sources;
  private final RtpLegs rtpLegs;
  private final Browsers browsers;
  private final Bots bots;
  private final Function<CallOption, CompletionStage<?>> prepared;
  private final List<Lane> lanes = new ArrayList<>();

  /** A loop, and the buffers that its calls share. */
  private record Lane(MediaLoop loop, SocketLeg.Scratch scratch, RtpScratch rtpScratch) {}

  /** The main leg of a call, its clients, and who talks for it in descriptions. */
  private record Main(Leg leg, Clients clients, @Nullable Listeners listeners,
      @Nullable OpenLeg opened) {}

  /**
   * What makes legs that are not sockets of clients.
   *
   * @param prepared comes when {@code browsers} need not wait for anything that such a call needs
   */
  public record Legs(RtpLegs rtp, Browsers browsers,
      Function<CallOption, CompletionStage<?>> prepared, Bots bots) {
    /** Of a node with neither WebRTC nor bots. */
    public static Legs of(RtpLegs rtp) {
      return new Legs(rtp, (carrier, option, loop, scratch, events) -> {
        throw Fault.unavailable("this node has no WebRTC");
      }, option -> CompletableFuture.completedStage(null), (carrier, loop, events) -> {
        throw Fault.unavailable("this node calls no bots");
      });
    }
  }

  /** Opens a leg to a bot. */
  public interface Bots {
    OpenLeg open(Carrier.Bot carrier, ChannelLoop loop, Consumer<MediaEvent> events);
  }

  /** Opens a leg for a browser. */
  public interface Browsers {
    OpenLeg open(Carrier.WebRtc carrier, CallOption option, ChannelLoop loop, RtpScratch scratch,
        Consumer<MediaEvent> events);
  }

  /** @param lease while it does not run, no call sends anything */
  public MediaHost(Bus bus, MediaConfig config, Legs legs, Recorders recorders, Library library,
      Lease lease) {
    this.bus = bus;
    this.config = config;
    this.rtpLegs = legs.rtp();
    this.browsers = legs.browsers();
    this.prepared = legs.prepared();
    this.bots = legs.bots();
    this.recorders = recorders;
    this.sources = new Sources(library::open);
    for (int i = 0; i < config.loops(); i++) {
      lanes.add(
          new Lane(new MediaLoop("media-" + i, lease), new SocketLeg.Scratch(), new RtpScratch()));
    }
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.media(), this::host);
    vertx.setTimer(WARM_UP_MILLIS, due -> Thread.startVirtualThread(Srtp::warmUp));
    return Future.succeededFuture();
  }

  /** Ends the loops; no call runs on them any more. */
  void close() {
    lanes.forEach(lane -> lane.loop().close());
  }

  private Future<?> prepared(Carrier carrier, CallOption option) {
    return carrier instanceof Carrier.WebRtc
        ? Future.fromCompletionStage(prepared.apply(option), context)
        : Future.succeededFuture();
  }

  private Future<?> host(MediaRequest request) {
    return request instanceof MediaRequest.Open open
        ? prepared(open.carrier(), open.option()).compose(ready -> open(open))
        : Future.failedFuture(Fault.badRequest("the media host only opens"));
  }

  private Future<MediaRequest.Opened> open(MediaRequest.Open request) {
    CallOption option = request.option();
    Address<MediaEvent> to = Addresses.mediaEvents(request.callId());
    Consumer<MediaEvent> events = event -> bus.send(to, event);
    Lane lane = lanes.stream().min(Comparator.comparingInt(one -> one.loop().load())).orElseThrow();
    Main main = main(request, lane, events);
    MediaSession.StagesMaker stagesMaker = (taken, running) -> stages(request, taken,
        running, events);
    Pipeline.Stages stages;
    try {
      stages = stagesMaker.make(option, null);
    } catch (RuntimeException e) {
      lane.loop().execute(main.leg()::close);
      throw e;
    }
    Pipeline pipeline = new Pipeline(lane.loop(), main.leg(), stages, events,
        bus.clock().of(request.callId()));
    if (main.listeners() != null) {
      pipeline.company().listeners(main.listeners());
    }
    MediaSession.Parts parts = new MediaSession.Parts(lane.loop(), main.leg(), main.clients(),
        pipeline, sources, leg -> further(leg, option, lane, events), stagesMaker,
        stages.recorder());
    OpenLeg opened = main.opened();
    return bus.open(new MediaSession(bus, request.callId(), parts,
        opened == null ? null : opened.signalling()))
        .map(id -> opened == null
            ? new MediaRequest.Opened("")
            : new MediaRequest.Opened(opened.sdp(), opened.same()));
  }

  private Pipeline.Stages stages(MediaRequest.Open request, CallOption option,
      @Nullable RecorderStage running, Consumer<MediaEvent> events) {
    VadStage vad = option.vad() == null ? null : VadStage.of(option.vad(), events);
    RecorderStage recorder = running == null ? recorder(request, option, events) : running;
    return new Pipeline.Stages(CallerCare.of(option), vad, LineStage.of(option, events), recorder,
        recogniser(request.callId(), option), ambience(option.ambiance(), events),
        inactivityNanos(option));
  }

  private @Nullable Ambience ambience(@Nullable AmbianceOption option,
      Consumer<MediaEvent> events) {
    boolean on = option != null && option.path() != null
        && !Boolean.FALSE.equals(option.enabled());
    return on && option != null
        ? new Ambience(option, () -> sources.open(new Sound.File(String.valueOf(option.path()), 0)),
            failure -> events.accept(new MediaEvent.Failed("ambiance", failure.code(),
                String.valueOf(failure.getMessage()))))
        : null;
  }

  private Main main(MediaRequest.Open request, Lane lane, Consumer<MediaEvent> events) {
    if (request.carrier() instanceof Carrier.Sockets) {
      SocketLeg leg = new SocketLeg(bus, MediaFormat.of(request.option(), config.pcmOutRate()),
          lane.scratch());
      return new Main(leg, leg, null, null);
    }
    OpenLeg opened = open(request.carrier(), request.option(), lane, events);
    Listeners listeners = new Listeners(bus, Boolean.TRUE.equals(request.option().subscribe()));
    return new Main(opened.leg(), listeners, listeners, opened);
  }

  private Future<OpenLeg> further(MediaRequest.OpenLeg request, CallOption option, Lane lane,
      Consumer<MediaEvent> events) {
    Consumer<MediaEvent> told = event -> events
        .accept(new MediaEvent.OfLeg(request.leg(), event));
    return prepared(request.carrier(), option).map(ready -> {
      VadStage vad = request.vad() == null ? null : VadStage.of(request.vad(), told);
      OpenLeg opened = open(request.carrier(), option, lane, told);
      return vad == null && !request.recognised() ? opened : heard(request, opened, vad);
    });
  }

  private OpenLeg heard(MediaRequest.OpenLeg request, OpenLeg opened, @Nullable VadStage vad) {
    Address<Heard> recogniser = Addresses.heard(request.leg());
    LongSupplier clock = bus.clock().of(request.leg());
    return new OpenLeg(new HeardLeg(opened.leg(), frame -> {
      long now = clock.getAsLong();
      if (vad != null) {
        vad.accept(frame, now);
      }
      if (request.recognised()) {
        bus.send(recogniser, new Heard(frame.clone(), now));
      }
    }), opened.signalling(), opened.sdp());
  }

  private OpenLeg open(Carrier carrier, CallOption option, Lane lane,
      Consumer<MediaEvent> events) {
    return switch (carrier) {
      case Carrier.Rtp rtp -> rtpLegs.open(rtp, Boolean.TRUE.equals(option.enableIpv6()),
          lane.loop(), lane.rtpScratch(), events);
      case Carrier.WebRtc browser -> browsers.open(browser, option, lane.loop(),
          lane.rtpScratch(), events);
      case Carrier.Bridge bridge -> BridgeLeg.open(bus, bridge);
      case Carrier.Bot bot -> bots.open(bot, lane.loop(), events);
      case Carrier.Sockets sockets -> throw Fault.badRequest("sockets carry the main leg only");
    };
  }

  private @Nullable RecorderStage recorder(MediaRequest.Open call, CallOption option,
      Consumer<MediaEvent> events) {
    if (option.recorder() == null) {
      return null;
    }
    WavRecorder started = recorders.start(call.callId(), call.part(), option.recorder(),
        reason -> events.accept(new MediaEvent.Failed("recorder", 507, reason)));
    events.accept(new MediaEvent.RecordingBegan(started.path().toString()));
    return new RecorderStage(started);
  }

  private @Nullable Consumer<Heard> recogniser(String callId, CallOption option) {
    Address<Heard> recogniser = Addresses.heard(callId);
    Address<Heard> service = Addresses.passHeard(callId);
    boolean recognised = option.asr() != null || option.realtime() != null;
    MediaPassOption pass = option.mediaPass();
    if (pass == null || pass.dialect() != null) {
      return recognised ? frame -> bus.send(recogniser, frame) : null;
    }
    return frame -> {
      bus.send(service, frame);
      if (recognised) {
        bus.send(recogniser, frame);
      }
    };
  }

  private static long inactivityNanos(CallOption option) {
    return option.inactivityTimeout() == null
        ? 0
        : TimeUnit.MILLISECONDS.toNanos(option.inactivityTimeout().millis());
  }
}
