package io.voxbus.ai.vendor;

import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a vendor, one pool for all calls. Settings of every vendor: {@code connectMillis} (5000), {@code
 * answerMillis} (10000: a voice or an HTTP answer that does not come or go on for so long is given up, so is a socket
 * without a sign of life), {@code endMillis} (3000: how long a recogniser may think after the end of the audio), {@code
 * keepAliveMillis} (5000), {@code maxConnections} (1000).
 */
public record Vendor(String name, ProviderContext context, WebSocketClient sockets, HttpClient http,
    ProviderSocket.Limits limits, long endMillis, long keepAliveMillis) {
  private static final int LARGEST_MESSAGE = 4 << 20;
  /** Pieces of text that are synthesised at once: while one is heard the next one gets ready. */
  private static final int AHEAD = 2;

  public static Vendor of(String name, ProviderContext context) {
    int most = (int) context.number("maxConnections", 1000);
    long answer = context.number("answerMillis", 10_000);
    ProviderSocket.Limits limits = new ProviderSocket.Limits(
        context.number("connectMillis", 5_000), ProviderSocket.Limits.DEFAULT.waitingBytes(),
        answer);
    return new Vendor(name, context,
        context.vertx()
            .createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(LARGEST_MESSAGE)
                .setMaxMessageSize(LARGEST_MESSAGE).setMaxConnections(most)),
        context.vertx().createHttpClient(new HttpClientOptions(),
            new PoolOptions().setHttp1MaxSize(most)),
        limits, context.number("endMillis", 3_000), context.number("keepAliveMillis", 5_000));
  }

  ProviderSocket socket(ProviderTarget target, ProviderSocket.Listener listener) {
    return new ProviderSocket(context.vertx(), target, limits, listener);
  }

  /** A vendor that takes the connection must also get ready in the time it has to connect. */
  void giveUpUnless(BooleanSupplier ready, ProviderSocket socket) {
    socket.runLater(limits.connectMillis(), () -> {
      if (!ready.getAsBoolean()) {
        socket.fail(SpeechException.late(name + " did not get ready in time"));
      }
    });
  }

  /** Recognises a stream over a WebSocket; a dialect that can't be had fails the stream. */
  public Flowable<Transcript> listen(Flowable<AudioFrame> audio, Supplier<ListenDialect> dialect) {
    return Flowable.create(out -> {
      ListenStream stream = new ListenStream(this, dialect.get(), out);
      out.setCancellable(stream::stop);
      stream.listen(audio);
    }, BackpressureStrategy.BUFFER);
  }

  /** Speaks a text as it comes over one WebSocket. */
  public Flowable<AudioFrame> speak(Flowable<String> text, Supplier<SpeakDialect> dialect) {
    return Flowable.create(out -> {
      SpeakStream stream = new SpeakStream(this, dialect.get(), out);
      out.setCancellable(stream::stop);
      stream.speak(SpokenText.pieces(text, Schedulers.computation()));
    }, BackpressureStrategy.BUFFER);
  }

  /** Holds a conversation over a WebSocket. */
  public Flowable<RealtimeOutput> converse(Flowable<RealtimeInput> input,
      Supplier<RealtimeDialect> dialect) {
    return Flowable.create(out -> {
      RealtimeStream stream = new RealtimeStream(this, dialect.get(), out);
      out.setCancellable(stream::stop);
      stream.converse(input);
    }, BackpressureStrategy.BUFFER);
  }

  /** Speaks one piece of text over a WebSocket of its own. */
  public Flowable<AudioFrame> speakPiece(String piece, SpeakDialect dialect) {
    return Flowable.create(out -> {
      SpeakStream stream = new SpeakStream(this, dialect, out);
      out.setCancellable(stream::stop);
      stream.speak(Flowable.just(piece));
    }, BackpressureStrategy.BUFFER);
  }

  /** Speaks a text piece by piece, a request or a socket each, in their order. */
  public Flowable<AudioFrame> speakPieces(Flowable<String> text,
      Function<String, Flowable<AudioFrame>> speak) {
    return SpokenText.pieces(text, Schedulers.computation())
        .concatMapEager(piece -> Flowable.defer(() -> speak.apply(piece)), AHEAD,
            Flowable.bufferSize());
  }

  /** Posts a body; the answer comes in pieces as they arrive. */
  public Flowable<Buffer> request(ProviderRequest request) {
    return Flowable.<Buffer>create(out -> new ProviderExchange(this, request, out).send(),
        BackpressureStrategy.BUFFER)
        .timeout(limits.silenceMillis(), TimeUnit.MILLISECONDS, Flowable.error(
            () -> SpeechException.late(request.target().where() + " did not answer in time")));
  }

  /**
   * What the call's option says, else the environment, else the configuration, else {@code otherwise}. Not for addresses
   * and credentials: those are the {@link Endpoint}'s.
   */
  public String choose(@Nullable String option, String variable, String key, String otherwise) {
    String chosen = context.choose(option, variable, key);
    return chosen == null ? otherwise : chosen;
  }

  /**
   * Where a call's requests go: what its option says, else the environment, else the configuration, else {@code own}.
   */
  public Endpoint endpoint(@Nullable String option, String variable, String key, String own) {
    return Objects.requireNonNull(
        Endpoint.of(this, option, context.choose(null, variable, key), own));
  }

  /** The same for a vendor that has no address of its own, or not always; null if nobody tells one. */
  public @Nullable Endpoint endpointIfAny(@Nullable String option, String variable, String key,
      @Nullable String own) {
    return Endpoint.of(this, option, context.choose(null, variable, key), own);
  }
}
