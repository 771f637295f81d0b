package io.voxbus.media;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Handover;
import io.voxbus.media.lasting.MediaLoop;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A session of new code on trial: it begins, is told things, and goes on as its successor, twice. Whoever comes to a piece
 * of code first links it, which takes tens of milliseconds in all; here that is a thread that no call waits for.
 */
final class SessionRehearsal {
  private static final int TIMES = 2;
  private static final int SECONDS = 10;
  private static final List<MediaRequest> TOLD = List.of(
      new MediaRequest.Configure(CallOption.NONE), new MediaRequest.Mute(false, false),
      new MediaRequest.Play(0, 0, new Sound.Echo()), new MediaRequest.Pause(),
      new MediaRequest.Resume(), new MediaRequest.Stop(0));

  private final Bus bus;
  private final MediaLoop loop;

  SessionRehearsal(Bus bus, MediaLoop loop) {
    this.bus = bus;
    this.loop = loop;
  }

  /** What the first is opened with. */
  static MediaRequest.Open open() {
    return new MediaRequest.Open("rehearsal-" + UUID.randomUUID(), CallOption.NONE,
        new Carrier.Sockets());
  }

  /** Throws whatever goes wrong. */
  void run(MediaSession first, Function<Handover, MediaSession> successor) {
    List<String> begun = new ArrayList<>();
    try {
      MediaSession now = first;
      begin(now, begun);
      for (int time = 0; time < TIMES; time++) {
        MediaSession before = now;
        TOLD.forEach(told -> got(before.obey(told)));
        now = successor.apply(Objects.requireNonNull(before.handOver(), "no media"));
        begin(now, begun);
        before.leaveSeat();
      }
    } finally {
      got(Future.join(begun.stream().map(bus.vertx()::undeploy).toList()));
    }
  }

  private void begin(MediaSession session, List<String> begun) {
    begun.add(got(bus.rehearse(session)));
    CompletableFuture<Void> onLoop = new CompletableFuture<>();
    loop.execute(() -> onLoop.complete(null));
    onLoop.orTimeout(SECONDS, TimeUnit.SECONDS).join();
  }

  private static <T> T got(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
