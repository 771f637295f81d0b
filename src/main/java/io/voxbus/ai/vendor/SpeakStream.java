package io.voxbus.ai.vendor;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableEmitter;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.vertx.core.buffer.Buffer;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.audio.AudioFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** One text at a vendor's voice: its pieces as they come, its audio as it comes. */
final class SpeakStream implements ProviderSocket.Listener {
  private final Vendor vendor;
  private final SpeakDialect dialect;
  private final FlowableEmitter<AudioFrame> out;
  private final ProviderSocket socket;
  private final SpokenAudio audio;
  private final CompositeDisposable text = new CompositeDisposable();
  private final Deque<String> waiting = new ArrayDeque<>();
  private boolean ready;
  private boolean textOver;
  private boolean said;
  private boolean endSent;

  SpeakStream(Vendor vendor, SpeakDialect dialect, FlowableEmitter<AudioFrame> out) {
    this.vendor = vendor;
    this.dialect = dialect;
    this.out = out;
    audio = dialect.audio();
    socket = vendor.socket(dialect.target(), this);
  }

  void speak(Flowable<String> pieces) {
    socket.connect(vendor.sockets());
    text.add(pieces.subscribe(piece -> socket.run(() -> add(piece)), this::textFailed,
        () -> socket.run(this::textEnded)));
  }

  void stop() {
    text.dispose();
    socket.run(() -> socket.close(dialect.cancel().toArray(Message[]::new)));
  }

  private void textFailed(Throwable why) {
    socket.close();
    out.tryOnError(why);
  }

  private void add(String piece) {
    waiting.add(piece);
    pump();
  }

  private void textEnded() {
    textOver = true;
    if (!said && waiting.isEmpty()) {
      done();
    } else {
      pump();
    }
  }

  private void pump() {
    if (!ready || endSent) {
      return;
    }
    while (!waiting.isEmpty()) {
      said = true;
      dialect.say(waiting.remove()).forEach(socket::send);
    }
    if (textOver) {
      endSent = true;
      dialect.end().forEach(socket::send);
      if (dialect.isOver()) {
        done();
        return;
      }
      socket.whenQuiet(vendor.limits().silenceMillis(), () -> socket.fail(SpeechException.late(
          vendor.name() + " did not go on speaking in time")));
    }
  }

  private void becomeReady() {
    ready = true;
    pump();
  }

  @Override
  public void opened() {
    dialect.opening().forEach(socket::send);
    if (dialect.waitsForReady()) {
      vendor.giveUpUnless(() -> ready, socket);
    } else {
      becomeReady();
    }
  }

  @Override
  public void binary(Buffer message) {
    heard(message.getBytes());
  }

  /** Audio of a rate that there is not, as a header may say, is garbage too. */
  private void heard(byte[] bytes) {
    AudioFrame frame;
    try {
      frame = audio.decode(bytes);
    } catch (RuntimeException garbage) {
      socket.fail(SpeechException.failed(vendor.name() + " sent audio that can't be played"));
      return;
    }
    if (frame.pcm().length > 0) {
      out.onNext(frame);
    }
  }

  /** Reading garbage may throw anything. */
  @Override
  public void text(String message) {
    List<SpeakReply> replies;
    try {
      replies = dialect.read(message);
    } catch (RuntimeException garbage) {
      socket.fail(SpeechException
          .failed(vendor.name() + " sent something that is neither audio nor an answer"));
      return;
    }
    replies.forEach(this::obey);
    if (endSent && dialect.isOver()) {
      done();
    }
  }

  private void obey(SpeakReply reply) {
    switch (reply) {
      case SpeakReply.Ready() -> becomeReady();
      case SpeakReply.Audio(byte[] bytes) -> heard(bytes);
      case SpeakReply.Done() -> done();
      case SpeakReply.Failed(SpeechException why) -> socket.fail(why);
    }
  }

  private void done() {
    socket.close();
    out.onComplete();
  }

  @Override
  public void closed() {
    failed(SpeechException
        .failed(vendor.name() + " closed the connection in the middle of a sentence"));
  }

  @Override
  public void failed(SpeechException why) {
    text.dispose();
    out.tryOnError(why);
  }
}
