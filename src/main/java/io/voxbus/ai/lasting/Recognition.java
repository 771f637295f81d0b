package io.voxbus.ai.lasting;

import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.vertx.core.Context;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;

/**
 * A recogniser at work: frames go in, and whoever reads it now is told what was understood. It works on while its reader
 * is replaced. On the event loop of the session.
 */
public final class Recognition {
  /** What a vendor that does not take audio may be behind: 10 s of frames. */
  private static final int BUFFERED_FRAMES = 500;

  private final PublishProcessor<AudioFrame> audio = PublishProcessor.create();
  private final Disposable running;
  private Reader reader;

  /** Is told what comes of it. */
  public interface Reader {
    void understood(Transcript transcript);

    /** It has ended by that. */
    void failed(Throwable why);
  }

  /** Begins. */
  public Recognition(AsrProvider provider, AsrOption option, Context context, Reader first) {
    reader = first;
    // deferred: what a provider throws is its failure as well
    running = Flowable.defer(() -> provider.transcribe(audio.onBackpressureBuffer(BUFFERED_FRAMES,
        () -> {}, BackpressureOverflowStrategy.DROP_OLDEST), option))
        .subscribe(transcript -> context.runOnContext(go -> reader.understood(transcript)),
            failure -> context.runOnContext(go -> reader.failed(failure)));
  }

  /** From now on that one is told, also of what is on its way already. */
  public void readBy(Reader next) {
    reader = next;
  }

  public void hear(AudioFrame frame) {
    audio.onNext(frame);
  }

  public void end() {
    running.dispose();
  }
}
