package io.voxbus.ai.voiceapi;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.ListenDialect;
import io.voxbus.ai.vendor.ListenReply;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** voiceapi's streaming recogniser: {@code <endpoint>/asr?samplerate=16000}, binary audio out, JSON texts in. */
public final class VoiceApiAsr extends VendorProvider implements AsrProvider {
  static final String NAME = "voiceapi";
  private static final String ENDPOINT = "ws://localhost:8000";

  public VoiceApiAsr() {
    super(NAME);
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = vendor();
    return started.listen(audio, () -> new Dialect(target(started, option.endpoint(), "/asr",
        Map.of("samplerate", String.valueOf(Pcm.RATE)))));
  }

  static ProviderTarget target(Vendor vendor, @Nullable String named, String path,
      Map<String, String> query) {
    return vendor.endpoint(named, "VOICEAPI_ENDPOINT", "endpoint", ENDPOINT).target(path, query);
  }

  /** The protocol knows neither times nor a word for the end: silence makes it end the last utterance. */
  private record Dialect(ProviderTarget target) implements ListenDialect {
    private static final int END_SAMPLES = Pcm.RATE * 3 / 2;

    @Override
    public int sampleRate() {
      return Pcm.RATE;
    }

    @Override
    public int packetMillis() {
      return Pcm.FRAME_MILLIS;
    }

    @Override
    public Message audio(short[] pcm) {
      return Message.of(PcmBytes.encode(pcm));
    }

    @Override
    public List<Message> end() {
      return List.of(audio(new short[END_SAMPLES]));
    }

    @Override
    public List<ListenReply> read(String message) {
      JsonObject json = new JsonObject(message);
      return List.of(new ListenReply.Said(json.getInteger("idx", 0),
          json.getBoolean("finished", false),
          Objects.requireNonNull(json.getString("text")), ListenReply.NOW, ListenReply.NOW));
    }
  }
}
