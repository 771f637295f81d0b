package io.voxbus.ai.voiceapi;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.ListenDialect;
import io.voxbus.ai.vendor.ListenOptions;
import io.voxbus.ai.vendor.ListenReply;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * voiceapi's streaming recogniser: {@code <endpoint>/asr?samplerate=16000}, binary audio out, JSON texts in. Every pair of
 * {@code extra} becomes a query parameter.
 */
public final class VoiceApiAsr extends VendorProvider implements AsrProvider {
  static final String NAME = "voiceapi";
  private static final String ENDPOINT = "ws://localhost:8000";
  /** Any size will do: a message each frame would cost as much as all else that is done with it. */
  private static final int PACKET_MILLIS = 60;

  public VoiceApiAsr() {
    super(NAME);
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = vendor();
    int rate = ListenOptions.rate(option, Pcm.RATE);
    Map<String, String> query = new HashMap<>(ListenOptions.extra(option));
    query.put("samplerate", String.valueOf(rate));
    return started.listen(audio, () -> new Dialect(
        target(started, option.endpoint(), "/asr", query), rate,
        ListenOptions.packetMillis(option, PACKET_MILLIS)));
  }

  static ProviderTarget target(Vendor vendor, @Nullable String named, String path,
      Map<String, String> query) {
    return vendor.endpoint(named, "VOICEAPI_ENDPOINT", "endpoint", ENDPOINT).target(path, query);
  }

  /** The protocol knows neither times nor a word for the end: silence makes it end the last utterance. */
  private record Dialect(ProviderTarget target, int sampleRate,
      int packetMillis) implements ListenDialect {

    @Override
    public Message audio(short[] pcm) {
      return Message.of(PcmBytes.encode(pcm));
    }

    @Override
    public List<Message> end() {
      return List.of(audio(new short[sampleRate * 3 / 2]));
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
