package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.audio.file.Limits;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Handover;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.lease.Lease;
import io.voxbus.media.lasting.Course;
import io.voxbus.media.lasting.Lane;
import io.voxbus.media.lasting.Lanes;
import io.voxbus.media.lasting.Remains;
import io.voxbus.media.lasting.Talkers;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.leg.MediaFormat;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.media.leg.RtpLegs;
import io.voxbus.media.leg.SocketLeg;
import io.voxbus.media.record.RecorderConfig;
import io.voxbus.media.record.Recorders;
import io.voxbus.media.source.FetchConfig;
import io.voxbus.media.source.MediaFiles;
import io.voxbus.media.source.SafeFetch;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.testing.Records;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Newer code that audio is to go on in: its trial, and what becomes of a call when it fails all the same. */
@Timeout(20)
class MediaSuccessionTest {
  @TempDir
  private Path data;
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1", call -> Future.succeededFuture("n1"),
      Duration.ofSeconds(5));
  private final Lanes lanes = new Lanes(1, Lease.FOREVER);
  private final BlockingQueue<MediaEvent> told = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    lanes.close();
    vertx.close();
  }

  @Test
  void theCallIsToldOnceNothingPlaysOnAndItCanStillBeEnded() throws Exception {
    bus.receive(Addresses.mediaEvents("c"), told::add);
    CountDownLatch closed = new CountDownLatch(1);
    bus.open(host().successor(left(unreadable(closed::countDown))));

    assertEquals(new MediaEvent.Broken("java.lang.IllegalStateException: of another shape"),
        told.poll(10, TimeUnit.SECONDS));
    closed.await();
    bus.send(Addresses.media("c"), new MediaRequest.Pause());
    bus.send(Addresses.media("c"), new MediaRequest.Close());
    assertEquals(new MediaEvent.Closed(0, null), told.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void onTrialItRunsBesideTheCallsAndNothingOfItStays() {
    host().rehearse();

    assertEquals(0, lanes.next().loop().load());
    assertNothingStays();
  }

  @Test
  void codeThatDoesNotGoOnFailsItsTrialAndNothingOfItStays() {
    SessionRehearsal trial = new SessionRehearsal(bus, lanes.next().loop());
    MediaSession first = host().successor(left(unreadable(() -> {})));

    assertEquals("no media", assertThrows(NullPointerException.class,
        () -> trial.run(first, host()::successor)).getMessage());
    assertNothingStays();
  }

  private void assertNothingStays() {
    assertEquals(Set.of(), vertx.deploymentIDs());
    assertEquals(0, bus.sessions().of(MediaHost.class.getClassLoader(), "media"));
  }

  private static Course unreadable(Runnable closed) {
    return new Course() {
      @Override
      public void tick(long nowNanos) {}

      @Override
      public Remains remains() {
        throw new IllegalStateException("of another shape");
      }

      @Override
      public void close() {
        closed.run();
      }
    };
  }

  private Handover left(Course course) {
    Lane lane = lanes.next();
    return new Handover("", Map.of(
        MediaRequest.Open.class, new MediaRequest.Open("c", CallOption.NONE, new Carrier.Sockets()),
        Lane.class, lane,
        Leg.class, new SocketLeg(bus, MediaFormat.of(CallOption.NONE, 16_000), lane.scratch()),
        Course.class, course, Talkers.class, new Talkers(Map.of())));
  }

  private MediaHost host() {
    FetchConfig fetch = Records.of(FetchConfig.class, "cacheRoot", data.toString());
    return new MediaHost(bus, new MediaConfig(1, null, 0, 0, 0),
        MediaHost.Legs.of(new RtpLegs(RtpCallFixture.config(RtpConfig.Nat.STRICT))),
        new Recorders(new RecorderConfig(data.toString(), null, null, null, null),
            new DiskWriters()),
        new Library(new MediaFiles(data), new SafeFetch(vertx, fetch), Runnable::run,
            new Limits(1, 1)),
        lanes);
  }
}
