package io.voxbus.testing.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.vendor.FakeVendor.Hears;
import io.voxbus.testing.vendor.FakeVendor.Ill;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every speech-to-speech model does, whatever its vendor says and however it fails. */
@ExtendWith(VertxExtension.class)
public abstract class RealtimeContract {
  private static final long PATIENCE_SECONDS = 20;
  /** Audio after which the fake has understood something: a few packets of any format. */
  private static final int SOME = 1000;

  protected FakeRealtime server;
  protected RealtimeProvider model;
  private Vertx vertx;
  private final UnicastProcessor<RealtimeInput> input = UnicastProcessor.create();
  private final BlockingQueue<Object> outputs = new LinkedBlockingQueue<>();
  private Disposable running = Disposable.disposed();

  protected abstract FakeRealtime fake(Vertx vertx);

  protected abstract RealtimeProvider provider();

  protected abstract String name();

  /** Further pairs of every conversation. */
  protected Map<String, String> extra() {
    return Map.of();
  }

  @BeforeEach
  void start(Vertx vertx, VertxTestContext test) {
    this.vertx = vertx;
    model = provider();
    server = fake(vertx);
    begin("8000", Map.of());
    server.start().onComplete(test.succeedingThenComplete());
  }

  @AfterEach
  void stop() {
    running.dispose();
  }

  protected void begin(String millis, Map<String, String> environment) {
    model.start(new ProviderContext(vertx,
        Map.of("connectMillis", millis, "answerMillis", millis), environment));
  }

  @Test
  void whatTheCallerSaysIsToldAndAnswered() {
    server.script(new Hears(SOME, 0, true, "hello", 0, 0));
    converse(option(FakeVendor.KEY));
    speak(20);

    assertEquals("hello", saidFinally());
    assertAnswer("hello", 0);
  }

  @Test
  void aGreetingIsSaidBeforeAnybodySpeaks() {
    converse(option(FakeVendor.KEY, "greeting", "Say hello."));

    assertAnswer("Say hello.", 0);
  }

  @Test
  void theModelTellsThatTheCallerInterrupts() {
    server.script(new Hears(SOME, 0, true, "hello", 0, 0),
        new Hears(4 * SOME, 1, false, FakeRealtime.INTERRUPTS, 0, 0),
        new Hears(6 * SOME, 1, true, "stop", 0, 0));
    converse(option(FakeVendor.KEY));
    speak(50);

    assertEquals("hello", saidFinally());
    assertAnswer("hello", 0);
    next(RealtimeOutput.CallerSpeaks.class);
    assertEquals("stop", saidFinally());
    assertAnswer("stop", 1);
  }

  @Test
  void aToolIsCalledOnceAndItsResultAnswered() {
    server.script(new Hears(SOME, 0, true, FakeRealtime.NEEDS_A_TOOL, 0, 0));
    converse(option(FakeVendor.KEY));
    speak(20);

    assertEquals(
        new RealtimeOutput.ToolCall(FakeRealtime.TOOL_CALL, "clock", "{\"zone\":\"UTC\"}"),
        next(RealtimeOutput.ToolCall.class));
    input.onNext(new RealtimeInput.ToolResult(FakeRealtime.TOOL_CALL, "{\"time\":\"noon\"}"));
    assertAnswer("the tool", 0);
  }

  @Test
  void wrongCredentialsAreTold() {
    converse(option("wrong"));
    assertEquals("401 " + name() + " at " + where() + " refused with status 401", failure());
  }

  @Test
  void missingCredentialsAreTold() {
    converse(option(null));
    assertEquals("401", failure().substring(0, 3));
  }

  /** Else whoever may place a call could have the node's credentials sent to a server of his. */
  @Test
  void aServerThatTheCallNamesDoesNotGetTheNodesCredentials() {
    begin("1000", new NodeSecrets());
    converse(option(null));
    String failed = failure();
    assertEquals("401", failed.substring(0, 3), failed);
    assertFalse((failed + server.asked()).contains(NodeSecrets.MARK), failed);
  }

  @Test
  void aSpentQuotaIsTold() {
    server.ill(Ill.QUOTA);
    converse(option(FakeVendor.KEY));
    assertEquals("429 " + name() + " at " + where() + " refused with status 429", failure());
  }

  @Test
  void aModelThatDoesNotAnswerIsGivenUp() {
    begin("300", Map.of());
    server.ill(Ill.NEVER_ANSWERS);
    converse(option(FakeVendor.KEY));
    assertEquals("504 " + name() + " at " + where() + " did not answer in time", failure());
  }

  @Test
  void aModelThatDoesNotGetReadyIsGivenUp() {
    begin("300", Map.of());
    server.ill(Ill.NEVER_READY);
    converse(option(FakeVendor.KEY));
    assertEquals("504 " + name() + " did not get ready in time", failure());
  }

  @Test
  void aHalfOpenConnectionIsNoticed() throws TimeoutException {
    begin("300", Map.of());
    HalfOpenServer half = new HalfOpenServer(vertx).start().await(5, TimeUnit.SECONDS);
    converse(new RealtimeOption(name(), null, FakeVendor.KEY, null, half.endpoint(), null, null,
        extra()));
    String failure = failure();
    assertTrue(failure.startsWith("504 "), failure);
  }

  /** Slower than it is heard: what is limited is the silence, not the whole. */
  @Test
  void aModelThatIsSlowIsHeardToTheEnd() {
    begin("1200", Map.of());
    server.ill(Ill.SLOW);
    converse(option(FakeVendor.KEY, "greeting", "Say hello."));
    assertAnswer("Say hello.", 0);
  }

  @Test
  void garbageIsNoAnswer() {
    server.ill(Ill.GARBAGE);
    converse(option(FakeVendor.KEY));
    speak(20);
    assertEquals("502 " + name() + " sent something that makes no sense", failure());
  }

  @Test
  void whatItSaysOfItsFailureIsShownWithoutTheKey() {
    server.ill(Ill.FAILS);
    converse(option(FakeVendor.KEY));
    speak(20);
    String failure = failure();
    assertTrue(failure.startsWith("429 ") && failure.endsWith("too much for ***"), failure);
  }

  @Test
  void aModelThatClosesInMidSentenceHasFailed() {
    server.ill(Ill.CLOSES);
    converse(option(FakeVendor.KEY, "greeting", "Say hello."));
    next(RealtimeOutput.Speech.class);
    assertEquals("502 " + name() + " closed the connection", failure());
  }

  @Test
  void aModelThatBreaksOffInMidSentenceHasFailed() {
    server.ill(Ill.BREAKS_OFF);
    converse(option(FakeVendor.KEY, "greeting", "Say hello."));
    next(RealtimeOutput.Speech.class);
    assertEquals("502 " + name() + " broke off the connection", failure());
  }

  @Test
  void whoEndsTheConversationClosesTheSocket() {
    converse(option(FakeVendor.KEY, "greeting", "Say hello."));
    assertAnswer("Say hello.", 0);
    running.dispose();
    for (int i = 0; server.sockets() > 0 && i < 500; i++) {
      LockSupport.parkNanos(10_000_000);
    }
    assertEquals(0, server.sockets());
  }

  protected final void converse(RealtimeOption option) {
    running = model.converse(input, option).subscribe(outputs::add, outputs::add);
  }

  protected final RealtimeOption option(@Nullable String key, String... more) {
    Map<String, String> all = new HashMap<>(extra());
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return new RealtimeOption(name(), null, key, null, server.endpoint(), null, null, all);
  }

  /** So many frames of 20 ms. */
  protected final void speak(int frames) {
    for (int i = 0; i < frames; i++) {
      input.onNext(new RealtimeInput.Audio(new AudioFrame(new short[Pcm.FRAME], 20L * i)));
    }
  }

  protected final void tell(RealtimeInput told) {
    input.onNext(told);
  }

  /** The next output of that kind; what came before it is skipped. */
  protected final <T extends RealtimeOutput> T next(Class<T> kind) {
    Object output = take();
    while (!kind.isInstance(output)) {
      if (output instanceof Throwable why) {
        throw new AssertionError(why);
      }
      output = take();
    }
    return kind.cast(output);
  }

  protected final void assertAnswer(String text, int reply) {
    List<short[]> pieces = new ArrayList<>();
    int samples = 0;
    Object output = take();
    while (!(output instanceof RealtimeOutput.SpeechEnd)) {
      if (output instanceof RealtimeOutput.Speech(int number, short[] pcm)) {
        assertEquals(reply, number);
        pieces.add(pcm);
        samples += pcm.length;
      } else if (output instanceof Throwable why) {
        throw new AssertionError(why);
      }
      output = take();
    }
    short[] all = new short[samples];
    int at = 0;
    for (short[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    assertEquals(FakeVendor.SAMPLES, samples, 40);
    assertTrue(Spectrum.level(all, Pcm.RATE, FakeVendor.toneOf(text)) > -20, "tone of " + text);
    assertEquals("answer " + (reply + 1), ((RealtimeOutput.SpeechEnd) output).text());
  }

  private String saidFinally() {
    RealtimeOutput.CallerSaid said = next(RealtimeOutput.CallerSaid.class);
    while (!said.transcript().isFinal()) {
      said = next(RealtimeOutput.CallerSaid.class);
    }
    return said.transcript().text();
  }

  private String failure() {
    Object output = take();
    while (!(output instanceof SpeechException)) {
      output = take();
    }
    SpeechException why = (SpeechException) output;
    return why.code() + " " + why.getMessage();
  }

  private String where() {
    return server.endpoint().substring("http://".length());
  }

  private Object take() {
    try {
      Object next = outputs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing more comes");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
