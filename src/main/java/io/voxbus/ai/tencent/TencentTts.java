package io.voxbus.ai.tencent;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Tencent's voices over a WebSocket: text as it comes over one socket, with {@code extra.streaming=false} a socket a
 * piece. Further pairs of {@code extra} become parameters.
 */
public final class TencentTts extends VendorProvider implements TtsProvider {
  private final Clock clock;
  private final Supplier<String> ids;

  public TencentTts() {
    this(Clock.systemUTC(), () -> UUID.randomUUID().toString());
  }

  /** @param ids makes ids of sessions and messages */
  TencentTts(Clock clock, Supplier<String> ids) {
    super(Account.NAME);
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Vendor started = vendor();
    return Flowable.defer(() -> {
      TencentVoice voice = TencentVoice.bySocket(started, option);
      long now = clock.instant().getEpochSecond();
      if (Boolean.parseBoolean(SpeakOptions.extra(option, TencentVoice.STREAMING, "true"))) {
        String session = ids.get();
        return started.speak(text, () -> new TencentSpeaking(
            voice.socket(now, session, null), voice, session, ids));
      }
      return started.speakPieces(text, piece -> started.speakPiece(piece,
          new TencentSpeaking(voice.socket(now, ids.get(), piece), voice, "", ids)));
    });
  }
}
