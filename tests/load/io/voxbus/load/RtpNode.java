package io.voxbus.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.audio.file.Limits;
import io.voxbus.bus.Bus;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.lease.Lease;
import io.voxbus.media.Library;
import io.voxbus.media.MediaConfig;
import io.voxbus.media.MediaHost;
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
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import io.voxbus.sdp.Sdp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The media of telephone calls without signalling: opens an echo for each phone, or joins two and two. */
public final class RtpNode {
  private RtpNode() {}

  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]);
    Vertx vertx = Vertx.vertx();
    Bus bus = new Bus(vertx, "load", call -> Future.failedFuture("none"), Duration.ofSeconds(5));
    FetchConfig fetch = new FetchConfig(data.toString(), false, null, null, null, null, null, null,
        null, null);
    await(vertx.deployVerticle(new MediaHost(bus, new MediaConfig(1, null, 0, 0, 0),
        MediaHost.Legs.of(new RtpLegs(new RtpConfig("127.0.0.1", null, null, null, 0, 0, null,
            null, null, null, null, null, 0))),
        new Recorders(new RecorderConfig(data.toString(), null, null, null, null),
            new DiskWriters()),
        new Library(new MediaFiles(data), new SafeFetch(vertx, fetch), Runnable::run,
            new Limits(1, 1)),
        new Lanes(1, Lease.FOREVER))));
    System.out.println("idle");
    if (System.in.read() < 0) {
      return;
    }
    boolean joined = arguments[1].equals("relay");
    for (int i = 2; i < arguments.length; i++) {
      boolean second = joined && i % 2 == 1;
      String sdp = second
          ? join(bus, "c" + (i - 1), arguments[i])
          : open(bus, "c" + i, arguments[i]);
      if (!joined) {
        bus.send(Addresses.media("c" + i), new MediaRequest.Play(1, 1, new Sound.Echo()));
      }
      System.out.println(Sdp.parse(sdp).media().get(0).port());
    }
    System.out.println("ready");
    if (System.in.read() >= 0) {
      throw new IllegalStateException("nothing is to be said");
    }
    System.exit(0);
  }

  private static String open(Bus bus, String call, String port) throws Exception {
    return await(bus.ask(Addresses.media(), new MediaRequest.Open(call, CallOption.NONE,
        carrier(port)), MediaRequest.Opened.class)).sdp();
  }

  private static String join(Bus bus, String call, String port) throws Exception {
    String sdp = await(bus.ask(Addresses.media(call),
        new MediaRequest.OpenLeg("other", carrier(port)), MediaRequest.Opened.class)).sdp();
    bus.send(Addresses.media(call), new MediaRequest.Connect("other", true));
    return sdp;
  }

  private static Carrier carrier(String port) {
    return new Carrier.Rtp("""
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio %s RTP/AVP 0 101
        a=rtpmap:101 telephone-event/8000
        a=rtcp-mux
        """.formatted(port), Carrier.Srtp.OFF);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
