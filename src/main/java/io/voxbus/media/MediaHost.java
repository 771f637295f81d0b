package io.voxbus.media;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Handover;
import io.voxbus.directory.lease.Lease;
import io.voxbus.media.lasting.Lane;
import io.voxbus.media.lasting.Lanes;
import io.voxbus.media.lasting.MediaLoop;
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
import io.voxbus.media.stage.VadStage;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.rtp.Srtp;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the media of calls on the least loaded loop, and goes on with what older code has opened. */
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
  private final Lanes lanes;

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

  public MediaHost(Bus bus, MediaConfig config, Legs legs, Recorders recorders, Library library,
      Lanes lanes) {
    this.bus = bus;
    this.config = config;
    this.rtpLegs = legs.rtp();
    this.browsers = legs.browsers();
    this.prepared = legs.prepared();
    this.bots = legs.bots();
    this.recorders = recorders;
    this.sources = new Sources(library::open);
    this.lanes = lanes;
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.media(), this::host);
    vertx.setTimer(WARM_UP_MILLIS, due -> Thread.startVirtualThread(Srtp::warmUp));
    return Future.succeededFuture();
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
    Made made = make(request, lanes.next());
    OpenLeg opened = made.opened;
    return bus.open(made.session).map(id -> opened == null
        ? new MediaRequest.Opened("")
        : new MediaRequest.Opened(opened.sdp(), opened.same()));
  }

  /** @param opened null for a leg without a description */
  private record Made(MediaSession session, @Nullable OpenLeg opened) {}

  private Made make(MediaRequest.Open request, Lane lane) {
    Consumer<MediaEvent> events = events(request);
    Main main = main(request, lane, events);
    StageMaker stageMaker = stageMaker(request, events);
    Pipeline.Stages stages;
    try {
      stages = stageMaker.make(request.option(), null);
    } catch (RuntimeException e) {
      lane.loop().execute(main.leg()::close);
      throw e;
    }
    Pipeline pipeline = new Pipeline(way(request, lane, main.leg(), events), stages);
    if (main.listeners() != null) {
      pipeline.company().listeners(main.listeners());
    }
    OpenLeg opened = main.opened();
    return new Made(
        MediaSession.of(parts(request, lane, main.leg(), main.clients(), stageMaker, events),
            stages,
            pipeline, opened == null ? null : opened.signalling()),
        opened);
  }

  private Consumer<MediaEvent> events(MediaRequest.Open request) {
    Address<MediaEvent> to = Addresses.mediaEvents(request.callId());
    return event -> bus.send(to, event);
  }

  private Pipeline.Way way(MediaRequest.Open request, Lane lane, Leg leg,
      Consumer<MediaEvent> events) {
    return new Pipeline.Way(lane.loop(), leg, events, bus.clock().of(request.callId()));
  }

  private StageMaker stageMaker(MediaRequest.Open request, Consumer<MediaEvent> events) {
    return new StageMaker(bus, recorders, sources, request.callId(), request.part(), events);
  }

  private MediaSession.Parts parts(MediaRequest.Open request, Lane lane, Leg leg, Clients clients,
      StageMaker stageMaker, Consumer<MediaEvent> events) {
    return new MediaSession.Parts(bus, request, lane, leg, clients, sources,
        (wanted, option) -> further(wanted, option, lane, events), stageMaker);
  }

  /** A call's media that goes on where that of older code has stopped; its leg and its times stay. */
  MediaSession successor(Handover left) {
    MediaRequest.Open request = Objects.requireNonNull(left.get(MediaRequest.Open.class));
    Lane lane = Objects.requireNonNull(left.get(Lane.class));
    Leg leg = Objects.requireNonNull(left.get(Leg.class));
    Consumer<MediaEvent> events = events(request);
    Listeners listeners = listeners(request);
    Clients clients = leg instanceof Clients sockets ? sockets : listeners;
    StageMaker stageMaker = stageMaker(request, events);
    MediaSession.Taking taking = remains -> Pipeline.of(way(request, lane, leg, events),
        stageMaker.goOn(request.option(), remains.ears()), listeners, remains);
    return MediaSession.of(parts(request, lane, leg, clients, stageMaker, events), left, taking);
  }

  /** {@link Rehearsal}, {@link SessionRehearsal}; blocks. */
  void rehearse() {
    new Rehearsal(new StageMaker(bus, recorders, sources, "", 1, told -> {}), sources).run();
    try (MediaLoop loop = new MediaLoop("rehearsal", Lease.FOREVER)) {
      Lane lane = new Lane(loop, new SocketLeg.Scratch(), new RtpScratch());
      new SessionRehearsal(bus, loop)
          .run(make(SessionRehearsal.open(), lane).session, this::successor);
    }
  }

  private Main main(MediaRequest.Open request, Lane lane, Consumer<MediaEvent> events) {
    if (request.carrier() instanceof Carrier.Sockets) {
      SocketLeg leg = new SocketLeg(bus, MediaFormat.of(request.option(), config.pcmOutRate()),
          lane.scratch());
      return new Main(leg, leg, null, null);
    }
    OpenLeg opened = open(request.carrier(), request.option(), lane, events);
    Listeners listeners = listeners(request);
    return new Main(opened.leg(), listeners, listeners, opened);
  }

  private Listeners listeners(MediaRequest.Open request) {
    return new Listeners(bus, Boolean.TRUE.equals(request.option().subscribe()));
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
    }), opened.signalling(), opened.sdp(), opened.same());
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
}
