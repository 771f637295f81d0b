package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.voxbus.audio.file.Limits;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.lease.Lease;
import io.voxbus.media.lasting.Lanes;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.media.leg.RtpLegs;
import io.voxbus.media.record.RecorderConfig;
import io.voxbus.media.record.Recorders;
import io.voxbus.media.source.FetchConfig;
import io.voxbus.media.source.MediaFiles;
import io.voxbus.media.source.SafeFetch;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Carrier.Srtp;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Reception;
import io.voxbus.testing.Records;
import io.voxbus.testing.RtpPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The media of telephone calls on a bus of its own, and a phone on loopback; no signalling. */
@Timeout(60)
class RtpCallFixture {
  static final String KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB";
  @TempDir
  Path data;
  final Vertx vertx;
  final Bus bus;
  final BlockingQueue<MediaEvent> events = new LinkedBlockingQueue<>();
  final RtpPeer phone = RtpPeer.open();
  private final Lanes lanes = new Lanes(1, Lease.FOREVER);
  RtpLegs legs;

  RtpCallFixture() {
    this(new VertxOptions());
  }

  RtpCallFixture(VertxOptions options) {
    vertx = Vertx.vertx(options);
    bus = new Bus(vertx, "n1", call -> Future.failedFuture("none"), Duration.ofSeconds(5));
  }

  @BeforeEach
  void listen() {
    bus.receive(Addresses.mediaEvents("c"), events::add);
  }

  @AfterEach
  void close() {
    phone.close();
    await(vertx.close());
    lanes.close();
  }

  String lastSdp;

  static RtpConfig config(RtpConfig.Nat nat) {
    return new RtpConfig("127.0.0.1", null, null, null, 0, 0, nat, null, null, null, null, null, 0);
  }

  static CallOption subscribed() {
    return Records.of(CallOption.class, "subscribe", true);
  }

  void start(RtpConfig config) {
    legs = new RtpLegs(config);
    Library library = new Library(new MediaFiles(data),
        new SafeFetch(vertx,
            new FetchConfig(data.toString(), false, null, null, null, null, null, null,
                null, null)),
        Runnable::run, new Limits(1000, 1000));
    await(vertx.deployVerticle(new MediaHost(bus, new MediaConfig(1, null, 0, 0, 0),
        made(),
        new Recorders(new RecorderConfig(data.toString(), null, null, null, null),
            new DiskWriters()),
        library, lanes)));
  }

  MediaHost.Legs made() {
    return MediaHost.Legs.of(legs);
  }

  String answer(Srtp srtp, String more) {
    return answer("RTP/AVP", srtp, more);
  }

  String answer(String protocol, Srtp srtp, String more) {
    String sdp = open(new Carrier.Rtp(phone.sdp(protocol, more), srtp)).sdp();
    phone.to(sdp);
    return sdp;
  }

  MediaRequest.Opened open(Carrier carrier) {
    return open(carrier, CallOption.NONE);
  }

  MediaRequest.Opened open(Carrier carrier, CallOption option) {
    MediaRequest.Opened opened = await(bus.ask(Addresses.media(),
        new MediaRequest.Open("c", option, carrier), MediaRequest.Opened.class));
    lastSdp = opened.sdp();
    return opened;
  }

  Fault refused(MediaRequest.Open request) {
    return await(bus.ask(Addresses.media(), request, MediaRequest.Opened.class)
        .map(opened -> new Fault(0, "opened")).recover(failure -> Future
            .succeededFuture((Fault) failure)));
  }

  void end() {
    send(new MediaRequest.Close());
    awaitKind(MediaEvent.Closed.class);
  }

  Reception quality() {
    return awaitKind(MediaEvent.Quality.class).reception();
  }

  /** That of the whole call, of which some was told before. */
  Reception qualityAtTheEnd() {
    send(new MediaRequest.Close());
    Reception last = null;
    for (MediaEvent event = next(); !(event instanceof MediaEvent.Closed); event = next()) {
      last = event instanceof MediaEvent.Quality quality ? quality.reception() : last;
    }
    return last;
  }

  void send(MediaRequest request) {
    bus.send(Addresses.media("c"), request);
  }

  <T> Future<T> ask(MediaRequest request, Class<T> answer) {
    return bus.ask(Addresses.media("c"), request, answer);
  }

  void awaitEvent(MediaEvent expected) {
    MediaEvent event = next();
    while (!event.equals(expected)) {
      event = next();
    }
  }

  <T extends MediaEvent> T awaitKind(Class<T> kind) {
    MediaEvent event = next();
    while (!kind.isInstance(event)) {
      event = next();
    }
    return kind.cast(event);
  }

  MediaEvent next() {
    try {
      MediaEvent event = events.poll(10, TimeUnit.SECONDS);
      assertTrue(event != null, "no event");
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
