package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class CopiesTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void whatIsFoundIsTold() {
    assertEquals(List.of(true, false), List.of(made(new Copies(() -> true, LONG)),
        made(new Copies(() -> false, LONG))));
  }

  @Test
  void aLookThatTakesLongIsNotWaitedForAndMeansThatTheyAreNotMade() {
    CompletableFuture<Boolean> never = new CompletableFuture<>();
    assertEquals(false, made(new Copies(never::join, Duration.ofMillis(1))));
    never.complete(true);
  }

  @Test
  void whoeverAsksMeanwhileGetsTheSameAnswer() {
    CompletableFuture<Boolean> found = new CompletableFuture<>();
    AtomicInteger looks = new AtomicInteger();
    BooleanSupplier look = () -> {
      looks.incrementAndGet();
      return found.join();
    };
    Copies copies = new Copies(look, LONG);
    List<Future<Boolean>> answers = List.of(copies.made(), copies.made(), copies.made());
    found.complete(true);
    answers.forEach(
        answer -> assertEquals(true, answer.toCompletionStage().toCompletableFuture().join()));
    assertEquals(1, looks.get());
  }

  @Test
  void aLookThatFailsMeansThatTheyAreNotMadeAndTheNextOneCounts() {
    AtomicInteger looks = new AtomicInteger();
    Copies copies = new Copies(() -> {
      if (looks.getAndIncrement() == 0) {
        throw new IllegalStateException("Hazelcast has ended");
      }
      return true;
    }, LONG);
    assertEquals(List.of(false, true), List.of(made(copies), made(copies)));
  }

  private static boolean made(Copies copies) {
    return copies.made().toCompletionStage().toCompletableFuture().join();
  }
}
