package io.voxbus.media.leg.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.voxbus.dtls.Handshake;
import io.voxbus.dtls.Identity;
import io.voxbus.dtls.SrtpKeys;
import io.voxbus.dtls.SrtpProfile;
import io.voxbus.dtls.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DtlsLinkTest {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final Identity SERVER = Identity.create();
  private static final Identity CLIENT = Identity.create();

  private final CompletableFuture<SrtpKeys> secured = new CompletableFuture<>();
  private final List<String> told = new ArrayList<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean byHand;
  private @Nullable Handshake client;
  private final DtlsLink link = new DtlsLink(
      new Handshake(SERVER, Terms.of(CLIENT.fingerprint(), PATIENCE_MILLIS), this::toClient),
      new DtlsLink.Workers(this::execute, new Semaphore(1)), new DtlsLink.Listener() {
        @Override
        public void secured(SrtpKeys keys) {
          secured.complete(keys);
        }

        @Override
        public void failed(String reason) {
          told.add(reason);
        }

        @Override
        public void ended() {
          told.add("ended");
        }
      });

  private void execute(Runnable task) {
    if (byHand) {
      tasks.add(task);
    } else {
      Thread.startVirtualThread(task);
    }
  }

  private void toClient(byte[] datagram) {
    Handshake to = client;
    if (to != null) {
      to.arrive(datagram);
    }
  }

  @Test
  void whatEndsWhileSomethingIsReadPartsAfterwardsInOrder() throws Exception {
    Handshake caller = new Handshake(CLIENT, Terms.of(SERVER.fingerprint(), PATIENCE_MILLIS),
        datagram -> link.arrived(datagram, datagram.length));
    client = caller;
    caller.connect(SrtpProfile.AEAD_AES_128_GCM);
    secured.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    byHand = true;
    byte[] noise = {22, 1, 2, 3};
    while (tasks.isEmpty()) { // it may settle from the handshake still
      link.arrived(noise, noise.length);
      Thread.onSpinWait();
    }
    link.close(() -> told.add("parted"));
    assertEquals(1, tasks.size(), "one thread at a time");
    assertEquals(List.of(), told);
    tasks.remove().run();
    assertEquals(List.of("parted"), told);
    assertFalse(caller.settle(), "the client has been told");
  }
}
