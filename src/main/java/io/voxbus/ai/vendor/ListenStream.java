package io.voxbus.ai.vendor;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableEmitter;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.vertx.core.buffer.Buffer;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One stream at a vendor's recogniser: packs, paces and ends the audio, tells what is understood. */
final class ListenStream implements ProviderSocket.Listener {
  /** Audio that may wait for the vendor. */
  private static final int WAITING_SAMPLES = 10 * Pcm.RATE;
  private static final long NANOS = 1_000_000;

  private final Vendor vendor;
  private final ListenDialect dialect;
  private final FlowableEmitter<Transcript> out;
  private final ProviderTarget target;
  private final ProviderSocket socket;
  private final CompositeDisposable audio = new CompositeDisposable();
  private final Resampler resampler;
  private final int packetSamples;
  private short[] waiting = new short[Pcm.RATE];
  private int filled;
  private @Nullable SendBudget budget;
  private boolean pumping;
  private boolean audioOver;
  private boolean endSent;
  private long newestMillis;
  /** Wall clock of the first sample sent, moved on by the gaps between frames. */
  private long baseMillis;
  private long lastSentNanos;
  private int index = -1;
  private boolean isOpen;
  private long startMillis;

  ListenStream(Vendor vendor, ListenDialect dialect, FlowableEmitter<Transcript> out) {
    this.vendor = vendor;
    this.dialect = dialect;
    this.out = out;
    resampler = new Resampler(Pcm.RATE, dialect.sampleRate());
    packetSamples = dialect.sampleRate() * dialect.packetMillis() / 1000;
    target = dialect.target();
    socket = vendor.socket(target, this);
  }

  void listen(Flowable<AudioFrame> frames) {
    socket.connect(vendor.sockets());
    audio.add(frames.subscribe(frame -> socket.run(() -> heard(frame)), this::audioFailed,
        () -> socket.run(this::audioEnded)));
  }

  void stop() {
    audio.dispose();
    socket.run(() -> socket.close(budget == null || endSent
        ? new Message[0]
        : dialect.end().toArray(Message[]::new)));
  }

  private void audioFailed(Throwable why) {
    socket.close();
    out.tryOnError(why);
  }

  private void heard(AudioFrame frame) {
    newestMillis = frame.timeMillis() + frame.durationMillis();
    int most = resampler.maxOutput(frame.pcm().length);
    if (filled + most > waiting.length) {
      waiting = Arrays.copyOf(waiting, 2 * waiting.length + most);
    }
    short[] converted = new short[most];
    int count = resampler.process(frame.pcm(), 0, frame.pcm().length, converted);
    System.arraycopy(converted, 0, waiting, filled, count);
    filled += count;
    if (filled > WAITING_SAMPLES) {
      socket.fail(SpeechException.late(vendor.name() + " does not take what it is sent"));
    } else {
      pump();
    }
  }

  private void audioEnded() {
    audioOver = true;
    pump();
  }

  /** Sends what may be sent now, and comes back for the rest. */
  private void pump() {
    SendBudget ready = budget;
    if (ready == null || pumping || endSent) {
      return;
    }
    while (filled >= packetSamples || (audioOver && filled > 0)) {
      long wait = ready.waitMillis(System.nanoTime() / NANOS);
      if (wait > 0) {
        pumping = true;
        socket.runLater(wait, this::pumpAgain);
        return;
      }
      sendPacket(ready);
    }
    if (audioOver) {
      sendEnd();
    }
  }

  private void pumpAgain() {
    pumping = false;
    pump();
  }

  private void sendPacket(SendBudget ready) {
    int count = Math.min(packetSamples, filled);
    short[] packet = Arrays.copyOf(waiting, count);
    System.arraycopy(waiting, count, waiting, 0, filled - count);
    filled -= count;
    ready.sent(count * 1000L / dialect.sampleRate());
    baseMillis = newestMillis - filled * 1000L / dialect.sampleRate() - ready.sentMillis();
    lastSentNanos = System.nanoTime();
    socket.send(dialect.audio(packet));
  }

  private void sendEnd() {
    endSent = true;
    dialect.end().forEach(socket::send);
    socket.whenQuiet(vendor.endMillis(), this::complete);
  }

  private void keepAlive() {
    if (budget != null && !endSent
        && System.nanoTime() - lastSentNanos >= vendor.keepAliveMillis() * NANOS) {
      lastSentNanos = System.nanoTime();
      socket.send(dialect.keepAlive());
    }
    socket.runLater(vendor.keepAliveMillis(), this::keepAlive);
  }

  @Override
  public void opened() {
    dialect.opening().forEach(socket::send);
    socket.runLater(vendor.keepAliveMillis(), this::keepAlive);
    if (dialect.waitsForReady()) {
      vendor.giveUpUnless(() -> budget != null, socket);
    } else {
      ready();
    }
  }

  private void ready() {
    if (budget == null) {
      budget = new SendBudget(System.nanoTime() / NANOS);
      lastSentNanos = System.nanoTime();
      pump();
    }
  }

  @Override
  public void text(String message) {
    read(() -> dialect.read(message));
  }

  @Override
  public void binary(Buffer message) {
    read(() -> dialect.read(message.getBytes()));
  }

  /** Reading garbage may throw anything. */
  private void read(Supplier<List<ListenReply>> message) {
    List<ListenReply> replies;
    try {
      replies = message.get();
    } catch (RuntimeException garbage) {
      socket.fail(SpeechException.failed(vendor.name() + " sent something that is no transcript"));
      return;
    }
    replies.forEach(this::obey);
  }

  private void obey(ListenReply reply) {
    switch (reply) {
      case ListenReply.Ready() -> ready();
      case ListenReply.Said said -> tell(said);
      case ListenReply.Lost(int lost, String reason) -> {
        isOpen = false;
        out.onNext(Transcript.lost(lost, newestMillis, newestMillis,
            target.shown(reason)));
      }
      case ListenReply.Done() -> {
        socket.close();
        out.onComplete();
      }
      case ListenReply.Failed(SpeechException why) -> socket.fail(why);
    }
  }

  private void tell(ListenReply.Said said) {
    long begin = said.beginMillis() == ListenReply.NOW
        ? newestMillis
        : baseMillis + said.beginMillis();
    if (said.index() != index || !isOpen || said.beginMillis() != ListenReply.NOW) {
      index = said.index();
      startMillis = begin;
    }
    isOpen = !said.isFinal();
    long end = said.endMillis() == ListenReply.NOW
        ? newestMillis
        : Math.max(startMillis, baseMillis + said.endMillis());
    if (!said.text().isBlank()) {
      out.onNext(
          new Transcript(said.index(), said.isFinal(), said.text().strip(), startMillis, end));
    }
  }

  private void complete() {
    socket.close();
    out.onComplete();
  }

  @Override
  public void closed() {
    if (endSent) {
      out.onComplete();
    } else {
      failed(SpeechException.failed(vendor.name() + " closed the connection"));
    }
  }

  @Override
  public void failed(SpeechException why) {
    audio.dispose();
    out.tryOnError(why);
  }
}
