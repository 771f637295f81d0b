package io.voxbus.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final Identity SERVER = Identity.create();
  private static final Identity CLIENT = Identity.create();

  private Handshake server;
  private Handshake client;
  private final AtomicInteger toServer = new AtomicInteger();
  private final AtomicInteger toClient = new AtomicInteger();

  HandshakeTest() {
    connect(CLIENT.fingerprint(), SERVER.fingerprint(), datagram -> true);
  }

  private interface Wire {
    boolean carries(byte[] datagram);
  }

  private void connect(Fingerprint ofClient, Fingerprint ofServer, Wire wire) {
    Consumer<byte[]> out = datagram -> {
      toClient.incrementAndGet();
      if (wire.carries(datagram)) {
        client.arrive(datagram);
      }
    };
    server = new Handshake(SERVER, new Terms(ofClient, 10_000, 50), out);
    client = new Handshake(CLIENT, new Terms(ofServer, 10_000, 50), datagram -> {
      toServer.incrementAndGet();
      if (wire.carries(datagram)) {
        server.arrive(datagram);
      }
    });
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void bothSidesGetTheSameKeys(SrtpProfile profile) throws Exception {
    CompletableFuture<SrtpKeys> accepted = accept();
    SrtpKeys ofClient = client.connect(profile);
    SrtpKeys ofServer = get(accepted);
    assertEquals(profile, ofServer.profile());
    assertArrayEquals(ofClient.send(), ofServer.receive());
    assertArrayEquals(ofClient.receive(), ofServer.send());
    assertEquals(profile.keyBytes + profile.saltBytes, ofServer.send().length);
  }

  @Test
  void theBetterProfileIsChosenWhateverTheOrder() throws Exception {
    CompletableFuture<SrtpKeys> accepted = accept();
    client.connect(SrtpProfile.AES_CM_128_HMAC_SHA1_80, SrtpProfile.AEAD_AES_128_GCM);
    assertEquals(SrtpProfile.AEAD_AES_128_GCM, get(accepted).profile());
  }

  @Test
  void whoNeverAnswersKeepsNobodyFromAHandshake() throws Exception {
    Semaphore turns = new Semaphore(1);
    Handshake deaf = new Handshake(SERVER, new Terms(CLIENT.fingerprint(), 10_000, 50), d -> {});
    CompletableFuture<Void> waits = CompletableFuture.runAsync(
        () -> assertThrows(IOException.class, () -> deaf.accept(turns)),
        Thread::startVirtualThread);
    CompletableFuture<SrtpKeys> accepted = CompletableFuture.supplyAsync(() -> {
      try {
        return server.accept(turns);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }, Thread::startVirtualThread);
    client.connect(SrtpProfile.AEAD_AES_128_GCM);
    assertEquals(SrtpProfile.AEAD_AES_128_GCM, get(accepted).profile());
    assertFalse(waits.isDone());
    deaf.close();
    waits.get(10, TimeUnit.SECONDS);
    assertEquals(1, turns.availablePermits());
  }

  @Test
  void aFlightGoesInFewDatagrams() throws Exception {
    CompletableFuture<SrtpKeys> accepted = accept();
    client.connect(SrtpProfile.AEAD_AES_128_GCM);
    get(accepted);
    assertTrue(toServer.get() <= 3 && toClient.get() <= 3,
        toServer + " to the server, " + toClient + " to the client");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyThirdDatagramMayBeLost(long seed) throws Exception {
    Random random = new Random(seed);
    connect(CLIENT.fingerprint(), SERVER.fingerprint(), datagram -> random.nextInt(3) > 0);
    CompletableFuture<SrtpKeys> accepted = accept();
    CompletableFuture<SrtpKeys> connected = CompletableFuture.supplyAsync(() -> connected(),
        Thread::startVirtualThread);
    accepted.thenRun(() -> settleUntil(connected));
    assertArrayEquals(get(connected).send(), get(accepted).receive());
  }

  @Test
  void aCertificateThatTheSdpDoesNotVouchForIsRefused() {
    connect(Fingerprint.of("sha-256", new byte[]{1}), SERVER.fingerprint(), datagram -> true);
    CompletableFuture<SrtpKeys> accepted = accept();
    assertThrows(IOException.class, () -> client.connect(SrtpProfile.AEAD_AES_128_GCM));
    assertThrows(ExecutionException.class, () -> get(accepted));
  }

  @Test
  void garbageAmongTheMessagesIsPassedOver() throws Exception {
    Random random = new Random(3);
    connect(CLIENT.fingerprint(), SERVER.fingerprint(), datagram -> {
      byte[] noise = new byte[random.nextInt(200) + 1];
      random.nextBytes(noise);
      noise[0] = 22;
      server.arrive(noise);
      byte[] cut = java.util.Arrays.copyOf(datagram, datagram.length / 2);
      server.arrive(cut);
      return true;
    });
    CompletableFuture<SrtpKeys> accepted = accept();
    client.connect(SrtpProfile.AEAD_AES_128_GCM);
    assertEquals(SrtpProfile.AEAD_AES_128_GCM, get(accepted).profile());
  }

  @Test
  void silenceEndsTheHandshakeInTime() {
    server = new Handshake(SERVER, new Terms(CLIENT.fingerprint(), 300, 50), datagram -> {});
    assertThrows(ExecutionException.class, () -> get(accept()));
  }

  @Test
  void whoWaitsIsReleasedWhenItIsClosed() {
    CompletableFuture<SrtpKeys> accepted = accept();
    server.close();
    assertThrows(ExecutionException.class, () -> get(accepted));
  }

  @Test
  void theOtherSideIsToldOfTheEnd() throws Exception {
    CompletableFuture<SrtpKeys> accepted = accept();
    client.connect(SrtpProfile.AEAD_AES_128_GCM);
    get(accepted);
    assertTrue(server.settle());
    client.farewell();
    assertEquals(false, server.settle());
  }

  @Test
  void anIdentityIsReadFromWhatItWrites() {
    assertThrows(IllegalArgumentException.class, () -> Identity.of(""));
    assertEquals(SERVER.fingerprint(), Identity.of(SERVER.pem()).fingerprint());
  }

  private CompletableFuture<SrtpKeys> accept() {
    Handshake accepting = server;
    return CompletableFuture.supplyAsync(() -> {
      try {
        return accepting.accept();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }, Thread::startVirtualThread);
  }

  private SrtpKeys connected() {
    try {
      return client.connect(SrtpProfile.AEAD_AES_128_GCM);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void settleUntil(CompletableFuture<?> done) {
    while (!done.isDone()) {
      server.settle();
      Thread.onSpinWait();
    }
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(15, TimeUnit.SECONDS);
  }
}
