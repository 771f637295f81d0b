package io.voxbus.media.lasting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.directory.lease.Lease;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread around the clock that {@link SlotsTest} tests. */
@Timeout(10)
class MediaLoopTest {
  private final MediaLoop loop = new MediaLoop("test-loop", Lease.FOREVER);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void commandsRunInTheirOrderOnTheThreadOfTheLoop() {
    List<String> ran = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    for (int i = 0; i < 3; i++) {
      String name = "c" + i;
      loop.execute(() -> ran.add(name + " " + Thread.currentThread().getName()));
    }
    loop.execute(() -> done.complete(null));
    done.join();
    assertEquals(List.of("c0 test-loop", "c1 test-loop", "c2 test-loop"), ran);
  }

  @Test
  void aCommandThatFailsDoesNotEndTheLoop() {
    CompletableFuture<String> after = new CompletableFuture<>();
    loop.execute(() -> {
      throw new IllegalStateException("for the test");
    });
    loop.execute(() -> after.complete("alive"));
    assertEquals("alive", after.join());
  }

  @Test
  void anErrorEndsTheTaskThatThrowsItOnly() throws Exception {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    CountDownLatch others = new CountDownLatch(10);
    loop.execute(() -> {
      loop.add(new MediaLoop.Task() {
        @Override
        public void tick(long nowNanos) {
          throw new StackOverflowError("for the test");
        }

        @Override
        public void failed(Throwable why) {
          told.complete(why);
          throw new AssertionError("for the test");
        }
      });
      loop.add(now -> others.countDown());
      throw new NoClassDefFoundError("for the test");
    });
    assertEquals("for the test", told.get(5, TimeUnit.SECONDS).getMessage());
    assertTrue(others.await(5, TimeUnit.SECONDS), "the loop stands");
    assertEquals(1, loop.load());
  }

  @Test
  void aPacketThatCantBeReadEndsNothing() throws Exception {
    BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress("127.0.0.1", 0));
    channel.configureBlocking(false);
    int port = channel.socket().getLocalPort();
    CompletableFuture<Void> watched = new CompletableFuture<>();
    loop.execute(() -> {
      try {
        loop.watch(channel, (from, now) -> {
          read.add(receive(from));
          throw new StackOverflowError("for the test");
        });
        watched.complete(null);
      } catch (IOException e) {
        watched.completeExceptionally(e);
      }
    });
    watched.join();
    try (DatagramSocket phone = new DatagramSocket()) {
      for (int length = 1; length <= 3; length++) {
        phone.send(new DatagramPacket(new byte[length], length,
            new InetSocketAddress("127.0.0.1", port)));
        assertEquals(length, read.poll(5, TimeUnit.SECONDS));
      }
    }
    loop.execute(() -> loop.close(channel));
  }

  @Test
  void tasksTickUntilTheyAreRemovedAndCountAsLoad() throws Exception {
    CountDownLatch ticks = new CountDownLatch(2);
    MediaLoop.Task task = now -> ticks.countDown();
    loop.execute(() -> loop.add(task));
    assertTrue(ticks.await(5, TimeUnit.SECONDS));
    assertEquals(1, loop.load());
    CompletableFuture<Integer> left = new CompletableFuture<>();
    loop.execute(() -> {
      loop.remove(task);
      loop.remove(task);
      left.complete(loop.load());
    });
    assertEquals(0, left.join());
  }

  @Test
  void aPacketIsReadWhenItArrivesAndACommandWakesALoopThatWaitsForOne() throws Exception {
    BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress("127.0.0.1", 0));
    channel.configureBlocking(false);
    int port = channel.socket().getLocalPort();
    CompletableFuture<Void> watched = new CompletableFuture<>();
    loop.execute(() -> {
      try {
        loop.watch(channel, (from, now) -> read.add(receive(from)));
        watched.complete(null);
      } catch (IOException e) {
        watched.completeExceptionally(e);
      }
    });
    watched.join();
    try (DatagramSocket phone = new DatagramSocket()) {
      for (int length = 1; length <= 3; length++) {
        phone.send(new DatagramPacket(new byte[length], length,
            new InetSocketAddress("127.0.0.1", port)));
        assertEquals(length, read.poll(5, TimeUnit.SECONDS));
      }
    }
    CompletableFuture<Void> closed = new CompletableFuture<>();
    loop.execute(() -> {
      loop.close(channel);
      closed.complete(null);
    });
    closed.get(5, TimeUnit.SECONDS);
    new DatagramSocket(new InetSocketAddress("127.0.0.1", port)).close();
  }

  private static int receive(DatagramChannel channel) {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      channel.receive(buffer);
      return buffer.position();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void nothingTicksWhileTheLeaseDoesNotRun() throws Exception {
    AtomicBoolean runs = new AtomicBoolean();
    BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();
    try (MediaLoop leased = new MediaLoop("leased", now -> runs.get())) {
      leased.execute(() -> leased.add(ticks::add));
      assertEquals(null, ticks.poll(200, TimeUnit.MILLISECONDS));
      runs.set(true);
      assertTrue(ticks.take() > 0);
    }
  }
}
