package io.voxbus.testing.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.SpeechException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All that came of a stream: its items, and the failure at its end if there was one. */
public record Outcome<T>(List<T> items, Throwable failure) {
  private static final int SECONDS = 10;

  public static <T> Outcome<T> of(Flowable<T> stream) {
    List<T> items = new ArrayList<>();
    Throwable failure = stream.timeout(SECONDS, TimeUnit.SECONDS).doOnNext(items::add)
        .ignoreElements().materialize().blockingGet().getError();
    return new Outcome<>(items, failure);
  }

  /** The items of a stream that must not fail. */
  public List<T> whole() {
    if (failure != null) {
      throw new AssertionError(items.toString(), failure);
    }
    return items;
  }

  /** Code and text of the failure; no credential is in it. */
  public String failed() {
    if (!(failure instanceof SpeechException speech)) {
      throw new AssertionError("items " + items, failure);
    }
    assertEquals(List.of(), List.of(FakeVendor.KEY, FakeVendor.SECRET_ID).stream()
        .filter(secret -> speech.getMessage().contains(secret)).toList(), speech.getMessage());
    return speech.code() + " " + speech.getMessage();
  }
}
