package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is heard from when on. */
@Timeout(20)
class MediaLineTest {
  private static final Client STAYS = new Client("k1", "n1", "w1", true);
  private static final Client GOES = new Client("k2", "n2", "w2", false);
  private static final Client COMES = new Client("k3", "n3", "w3", false);
  private static final Client WATCHES = new Client("k4", "n1", null, false);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n1", call -> Future.succeededFuture("n1"),
      Duration.ofSeconds(5));
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
  private final MediaLine line = new MediaLine(bus, "c", signals::add);

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void clientsAreHeardFromTheBeginningAndWhoComesOrGoesMeanwhileAsSoonAsItIsOpen()
      throws Exception {
    Promise<MediaRequest.Opened> opened = Promise.promise();
    bus.serve(Addresses.media(), open -> {
      heard.add(((MediaRequest.Open) open).clients());
      return opened.future();
    });
    bus.receive(Addresses.media("c"), heard::add);
    Collection<Client> clients = new ArrayList<>(List.of(STAYS, GOES, WATCHES));

    line.open(new Effect.OpenMedia(CallOption.NONE, new Carrier.Sockets()),
        () -> List.copyOf(clients));
    assertEquals(
        List.of(new MediaRequest.Join("w1", "n1"), new MediaRequest.Join("w2", "n2")),
        next(heard));
    clients.remove(GOES);
    clients.add(COMES);
    opened.complete(new MediaRequest.Opened(""));

    assertEquals(new Signal.MediaOpened("", false), next(signals));
    assertEquals(List.of(new MediaRequest.Leave("w2"), new MediaRequest.Join("w3", "n3")),
        List.of(next(heard), next(heard)));
  }

  /** Media that is made hears of who leaves sooner than the call hears that it is open. */
  @Test
  void whoLeavesAndIsBackBeforeItIsOpenIsHeard() throws Exception {
    Promise<MediaRequest.Opened> opened = Promise.promise();
    bus.serve(Addresses.media(), open -> {
      heard.add(((MediaRequest.Open) open).clients());
      return opened.future();
    });
    bus.receive(Addresses.media("c"), heard::add);

    line.open(new Effect.OpenMedia(CallOption.NONE, new Carrier.Sockets()), () -> List.of(STAYS));
    assertEquals(List.of(new MediaRequest.Join("w1", "n1")), next(heard));
    line.leave(STAYS);
    line.join(STAYS);
    opened.complete(new MediaRequest.Opened(""));
    assertEquals(new Signal.MediaOpened("", false), next(signals));
    line.leave(STAYS);

    assertEquals(List.of(new MediaRequest.Leave("w1")), List.of(next(heard)));
    assertEquals(List.of(), List.copyOf(heard));
  }

  private static Object next(BlockingQueue<Object> of) throws InterruptedException {
    return Objects.requireNonNull(of.poll(10, TimeUnit.SECONDS), "nothing came");
  }
}
