package io.voxbus.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.audio.file.Limits;
import io.voxbus.bus.Bus;
import io.voxbus.directory.DiskWriters;
import io.voxbus.media.Library;
import io.voxbus.media.MediaConfig;
import io.voxbus.media.MediaHost;
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

/** The media of telephone calls without signalling: reads ports of phones, opens an echo for each, tells its own. */
public final class RtpNode {
  private RtpNode() {}

  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]);
    Vertx vertx = Vertx.vertx();
    Bus bus = new Bus(vertx, "load", call -> Future.failedFuture("none"), Duration.ofSeconds(5));
    FetchConfig fetch = new FetchConfig(data.toString(), false, null, null, null, null, null, null,
        null, null);
    await(vertx.deployVerticle(new MediaHost(bus, new MediaConfig(1, null, 0, 0, 0),
        new RtpLegs(new RtpConfig("127.0.0.1", null, null, null, 0, 0, null, null, null, null, null,
            null, 0)),
        new Recorders(new RecorderConfig(data.toString(), null, null, null, null),
            new DiskWriters()),
        new Library(new MediaFiles(data), new SafeFetch(vertx, fetch), Runnable::run,
            new Limits(1, 1)))));
    for (int i = 1; i < arguments.length; i++) {
      System.out.println(open(bus, "c" + i, arguments[i]));
    }
    System.out.println("ready");
    if (System.in.read() >= 0) {
      throw new IllegalStateException("nothing is to be said");
    }
    System.exit(0);
  }

  private static int open(Bus bus, String call, String port) throws Exception {
    String offer = """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio %s RTP/AVP 0 101
        a=rtpmap:101 telephone-event/8000
        a=rtcp-mux
        """.formatted(port);
    MediaRequest.Opened opened = await(bus.ask(Addresses.media(), new MediaRequest.Open(call,
        CallOption.NONE, new Carrier.Rtp(offer, Carrier.Srtp.OFF)), MediaRequest.Opened.class));
    bus.send(Addresses.media(call), new MediaRequest.Play(1, 1, new Sound.Echo()));
    return Sdp.parse(opened.sdp()).media().get(0).port();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
